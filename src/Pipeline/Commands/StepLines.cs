using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>One line for each thing done, with what came of it and how long it took.</summary>
internal sealed class StepLines(IAnsiConsole screen, TimeProvider time) : IReleaseReport, IProgressLines
{
    private long _began;

    public async Task<T> TimeAsync<T>(string name, Func<Task<T>> work, Func<T, string> detail)
    {
        var began = time.GetTimestamp();
        var result = await work();
        Line("green", "✓", name, detail(result), began);
        return result;
    }

    public void Recovering(Operation operation) =>
        screen.MarkupLineInterpolated(
            $"[yellow]![/] {operation.Kind} of release {operation.To} was left unfinished; finishing or undoing it first"
        );

    public void Begins(IReleaseStep step) => _began = time.GetTimestamp();

    public void Progress(IReleaseStep step, string state) =>
        screen.MarkupLineInterpolated($"[grey]· {step.Name, -10} {state} ({time.GetElapsedTime(_began).TotalSeconds:0.00} s)[/]");

    public void Done(IReleaseStep step, string detail) => Line("green", "✓", step.Name, detail, _began);

    public void Failed(IReleaseStep step, string reason) => Line("red", "✗", step.Name, reason.Split('\n')[0], _began);

    public void Compensated(Operation operation, string? serves) =>
        screen.MarkupLineInterpolated($"[yellow]![/] undone: {operation.Undone(serves)}");

    private void Line(string color, string mark, string name, string detail, long began) =>
        screen.MarkupLineInterpolated(
            $"[{color}]{mark}[/] {name, -10} {detail} [grey]({time.GetElapsedTime(began).TotalSeconds:0.00} s)[/]"
        );
}
