using MalariaPredictor.Backend.Jobs;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>Publishes the newest forecasts after each refresh; where they are published already it asks nobody.</summary>
internal sealed class PublishWork(Publisher publisher) : IBackgroundWork
{
    public string Name => "publish-dhis2";

    public string Purpose => "Write the newest forecasts into DHIS2.";

    // Ten minutes after the refresh of the forecasts.
    public string Schedule => "0 25 * * * ?";

    public string? Off(JobOptions options) => options.Predictions ? null : "FEATURE_ML_PREDICTIONS is false";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var run = await publisher.RunAsync(cancellationToken);
        return await publisher.IsPublishedAsync(run.Id, cancellationToken)
            ? $"Run {run.Id} is published already."
            : $"Published {(await publisher.PublishAsync(dryRun: false, cancellationToken)).Sentence}";
    }
}
