using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// Looks every two seconds whether another process has stored newer forecasts or data, and then swaps in a new snapshot, complete.
/// What is in service stays there while the database cannot be read: an old forecast that says its age beats none.
/// </summary>
public sealed partial class SnapshotWatcher(
    ForecastStore store,
    KnownCountsReader counts,
    LocationStore locations,
    LocationParents parents,
    SourceFiles sources,
    CurrentForecasts forecasts,
    CurrentCountry country,
    TimeProvider time,
    ILogger<SnapshotWatcher> logger
) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

#pragma warning disable CA2213 // It holds no handle until one is asked for, and a look that outlasts a failed start still releases it.
    private readonly SemaphoreSlim _one = new(1);
#pragma warning restore CA2213
    private string? _loaded;
    private volatile string? _problem;
    private volatile bool _looked;

    /// <summary>Whether the database has been looked at once, found well or not.</summary>
    public bool Looked => _looked;

    /// <summary>Why the last look found nothing to serve; null when it did.</summary>
    public string? Problem => _problem;

    /// <summary>Loads what is newer than what is in service.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var stamp = await store.StampAsync(cancellationToken);
            if (stamp != _loaded)
            {
                await LoadAsync(cancellationToken);
                _loaded = stamp;
            }
        }
        catch (Exception failure) when (StorageFailure.Is(failure) || failure is InvalidDataException)
        {
            Report(StorageFailure.Line(failure));
        }
#pragma warning disable CA1031 // Whatever is wrong with what is newly stored, what is in service goes on being served.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.Failed(logger, failure);
            Report("The stored forecasts cannot be loaded; the log holds the cause.");
        }
        finally
        {
            _looked = true;
            _one.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await CheckAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is stopping: there is nothing more to look for.
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (
            await counts.ReadAsync(until: null, cancellationToken) is not { Reported: var panel } known
            || await store.LatestAsync(known.Estimated, cancellationToken) is not { } stored
        )
        {
            Report("There is no stored forecast. Run: malaria-predictor train, then malaria-predictor forecast.");
            return;
        }

        var run = await RunInput.EstimatedAsync(stored, known, counts, cancellationToken);
        var snapshot = new ForecastSnapshot(run, await parents.HierarchyAsync(cancellationToken), known.Estimated);
        var next = new Country(
            snapshot,
            panel,
            await locations.AllAsync(cancellationToken),
            await sources.AllAsync(cancellationToken),
            known.Nowcast
        );
        forecasts.Snapshot = snapshot;
        country.Value = next;
        _problem = null;
        Log.Serving(logger, run.Locations.Count, run.Origin, run.Model.Name, run.Model.Version);
    }

    private void Report(string problem)
    {
        if (_problem != problem)
        {
            _problem = problem;
            Log.NothingNew(logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Serving forecasts of {Count} locations from {Origin} by {Model} version {Version}"
        )]
        public static partial void Serving(ILogger logger, int count, Period origin, string model, int version);

        [LoggerMessage(Level = LogLevel.Error, Message = "Loading the stored forecasts failed")]
        public static partial void Failed(ILogger logger, Exception failure);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void NothingNew(ILogger logger, string problem);
    }
}
