using System.Globalization;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Data before service: a release that starts has its forecasts. Observations are only ever appended, so there is nothing to undo.
/// </summary>
internal sealed class DataStep(DataSource source, DataPreparation preparation, TimeProvider time) : IReleaseStep
{
    public string Name => StepNames.Data;

    public string Intent => $"import {source.Name}, train, forecast (into {source.Database.Url})";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) => !await preparation.IsNeededAsync(cancellationToken);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        var warnings = new List<string>();
        var began = time.GetTimestamp();
        await preparation.RunAsync(
            part =>
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{part} ({time.GetElapsedTime(began).TotalSeconds:0.0} s)"));
                began = time.GetTimestamp();
            },
            warnings.Add,
            cancellationToken
        );
        return string.Join("\n  ", [$"{source.Name}: {string.Join(", ", parts)}", .. warnings]);
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
