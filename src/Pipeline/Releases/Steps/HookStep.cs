using System.Globalization;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Runs a hook. One that was under way when its deployer was killed may run again, by whoever takes the operation up: a hook must bear
/// that.
/// The hook for after a rollback stands first among a deployment's steps and does nothing there; so it is the last to be undone, and that
/// is when it runs.
/// </summary>
internal sealed class HookStep(StepContext context, Hook hook) : IReleaseStep
{
    private bool _done;

    public string Name => hook.Step;

    public string Intent =>
        $"{(WaitsForUndo ? "if this is undone, " : "")}run hook {hook.Name} (up to {hook.Timeout.TotalSeconds:0.#} s; its failure "
        + $"{(hook.MayRefuse ? "refuses the release" : "is only told")})";

    public string? Undone { get; private set; }

    private bool WaitsForUndo => hook.Stage == HookStage.AfterRollback && context.Operation.Kind == OperationKind.Deploy;

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_done);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        _done = true;
        return WaitsForUndo ? "runs if this is undone" : await RunAsync(cancellationToken);
    }

    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (WaitsForUndo)
        {
            Undone = await RunAsync(cancellationToken);
        }
    }

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var (succeeded, said) = await context.Hooks.RunAsync(hook, Facts(), cancellationToken);
        return succeeded ? $"{said} ({context.Time.GetElapsedTime(began).TotalSeconds:0.0} s)"
            : hook.MayRefuse
                ? throw new UserFacingException(
                    $"hook {hook.Name} ({hook.Stage.Word()}) failed: {said}",
                    "Fix the hook, or only report its failure: on-failure: warn."
                )
            : $"failed, which is only reported: {said}";
    }

    private Dictionary<string, string> Facts()
    {
        var facts = new Dictionary<string, string>(context.To.Configuration, StringComparer.Ordinal)
        {
            [InsideHook.Stage] = hook.Stage.Word(),
            [InsideHook.Deployer] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ["MALARIA_OPERATION"] = context.Operation.Id,
            ["MALARIA_KIND"] = context.Operation.Kind.ToString().ToLowerInvariant(),
            ["MALARIA_RELEASE"] = context.To.Id,
            ["MALARIA_COMMIT"] = context.To.Commit,
            ["MALARIA_SLOT"] = context.Slot,
            ["MALARIA_PREVIOUS_RELEASE"] = context.From?.Id ?? "",
        };
        if (context.Hooks.ArtifactOf(context.To) is { } artifact)
        {
            facts["MALARIA_ARTIFACT"] = artifact;
        }
        return facts;
    }
}
