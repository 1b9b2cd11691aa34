using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs.Work;

/// <summary>
/// Asks, when there are new data, whether the champion is still the best of the candidates; if it is not, the best becomes the champion.
/// </summary>
internal sealed class RetrainingCheck(Database database, TimeProvider clock) : IBackgroundWork
{
    public string Name => "retraining-check";

    public string Purpose => "Back-test the candidates on new data and make the best of them champion.";

    public string Schedule => "0 30 3 ? * SUN";

    public string? Off(JobOptions options) => options.Predictions ? null : "FEATURE_ML_PREDICTIONS is false";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var versions = new ModelVersions(database, clock);
        var (known, champion) = (
            await KnownHistory.ReadAsync(database, cancellationToken),
            await versions.ChampionAsync(cancellationToken)
        );
        if (champion?.TrainedOn == PanelDigest.Of(known.Panel))
        {
            return $"No new data since {champion.Name} version {champion.Version} was trained.";
        }

        await progress($"Back-testing {Training.Candidates.Count} candidates on {known.Panel.Locations.Count} locations.");
        var (version, created, scores, _) = await new ChampionChoice(database, clock).RunAsync(known, cancellationToken);
        return $"{version.Name} version {version.Version} ({version.Algorithm}) is champion{(created ? "" : " still")}: {scores.Reason}";
    }
}
