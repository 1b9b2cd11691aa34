using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Status;

/// <summary>Whether each part that an answer needs is there, with the reason and the remedy where it is not.</summary>
public sealed class Readiness(
    Database database,
    CurrentForecasts forecasts,
    SnapshotWatcher watcher,
    Draining draining,
    ReleaseInfo release
)
{
    /// <summary>A probe asks every few seconds, and gives up after some itself.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        var (reachable, schema) = await StorageAsync(cancellationToken);
        return HealthReport.Of(release.Id, Stopping(), reachable, schema, Model(), Forecasts());
    }

    /// <summary>Whether the first look at the database is over, so that readiness has something to say.</summary>
    public HealthReport Startup() =>
        HealthReport.Of(
            release.Id,
            watcher.Looked ? HealthCheck.Ready("startup", "Started.") : HealthCheck.Unready("startup", "Loading the stored forecasts.")
        );

    /// <summary>The process answers; whether it has something to say is readiness's business.</summary>
    public HealthReport Liveness() => HealthReport.Of(release.Id, HealthCheck.Ready("process", "Alive."));

    private HealthCheck Stopping() =>
        draining.Began
            ? HealthCheck.Unready("process", "Stopping: finishing the requests in flight.")
            : HealthCheck.Ready("process", "Running.");

    private async Task<(HealthCheck Database, HealthCheck Schema)> StorageAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(AnswerWithin);
        try
        {
            await using var connection = await database.OpenAsync(limited.Token);
            var state = await SchemaState.ReadAsync(connection);
            return (
                HealthCheck.Ready("database", "Open."),
                state.Problem is { } problem
                    ? HealthCheck.Unready("schema", problem)
                    : HealthCheck.Ready("schema", $"Schema {state.Version}.")
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unready($"{database.Name} does not answer within {AnswerWithin.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            return Unready(StorageFailure.Line(failure));
        }
    }

    private static (HealthCheck Database, HealthCheck Schema) Unready(string reason) =>
        (HealthCheck.Unready("database", reason), HealthCheck.Unready("schema", "Unknown while the database cannot be read."));

    private HealthCheck Model() =>
        forecasts.Snapshot is { } snapshot
            ? HealthCheck.Ready(
                "model",
                $"{snapshot.Run.Model.Name} version {snapshot.Run.Model.Version} ({snapshot.Run.Model.Algorithm})."
            )
            : HealthCheck.Unready("model", watcher.Problem ?? "Not loaded yet.");

    private HealthCheck Forecasts() =>
        forecasts.Snapshot is { } snapshot
            ? HealthCheck.Ready("forecasts", $"{snapshot.Run.Locations.Count} locations from origin {snapshot.Run.Origin}.")
            : HealthCheck.Unready("forecasts", watcher.Problem ?? "Not loaded yet.");
}
