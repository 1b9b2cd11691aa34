using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Publishing;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>
/// Fetches what one source has that is new, then makes forecasts from it. There is one for each source that is switched on.
/// </summary>
internal sealed class SourceIngestion(IConnector source, SourceCatalog catalog, Database database, JobOptions options, TimeProvider clock)
    : IBackgroundWork
{
    public string Name => JobOf(source.Name);

    public string Purpose => $"Fetch {source.Purpose}, then make forecasts.";

    public string Schedule => source.Schedule;

    /// <summary>False where whoever runs it makes forecasts himself, after all sources.</summary>
    public bool Forecasts { get; init; } = true;

    /// <summary>Is told the progress too.</summary>
    public Func<string, Task> Told { get; init; } = _ => Task.CompletedTask;

    /// <summary>What the newest run in this process did; null where it failed or there was none.</summary>
    public IngestionReport? Report { get; private set; }

    public static string JobOf(string source) => $"ingest-{source}";

    public string? Off(JobOptions options) => options.Ingestion ? null : "FEATURE_DATA_INGESTION is false";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        Report = await new Ingestor(database, catalog, clock).RunAsync(
            source,
            async sentence =>
            {
                await progress(sentence);
                await Told(sentence);
            },
            cancellationToken
        );
        // Without a champion, other sources may still have to bring their first data: then whoever fetches them all chooses one.
        return
            Forecasts
            && source.FeedsForecasts
            && options.Predictions
            && Report.New + Report.Corrected > 0
            && await new ModelVersions(database, clock).ChampionAsync(cancellationToken) is not null
            ? $"{Report.Sentence} {(await new ForecastIssue(database, clock).RunAsync(cancellationToken)).Sentence}"
            : Report.Sentence;
    }
}

/// <summary>Puts the sources together.</summary>
internal static class IngestionServices
{
    /// <exception cref="Errors.UserFacingException">The sources file or a variable holds a bad value.</exception>
    public static void AddSources(this IServiceCollection services, SourceTools tools)
    {
        var catalog = SourceCatalog.Read(tools);
        services.AddSingleton(catalog).AddSingleton<SourceStatuses>();
        foreach (var source in catalog.Connectors)
        {
            services.AddSingleton<IBackgroundWork>(provider => ActivatorUtilities.CreateInstance<SourceIngestion>(provider, source));
            if (source is Dhis2Connector { Settings.Publish.ByItself: true })
            {
                services.AddSingleton<IBackgroundWork>(provider => new PublishWork(
                    ActivatorUtilities.CreateInstance<Publisher>(provider, source)
                ));
            }
        }
    }
}
