using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting.Models.Ensembles;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>
/// Fits the ensemble again to what the run in service saw, when somebody first asks why; the fit of one run is kept. The data are read as
/// they were known when the run was made, and their digest has to be the run's: an explanation is of these forecasts or there is none.
/// </summary>
public sealed class Fits(KnownCountsReader counts)
{
    /// <summary>A fit takes about 200 bytes for each location and period: so many are kept in 200 MB.</summary>
    public const int MostCells = 1_000_000;

    private readonly Lock _swap = new();
    private (ForecastRun Run, Lazy<Task<FitOrReason>> Fit)? _kept;

    /// <summary>The fit of a run, or why there is none.</summary>
    public Task<FitOrReason> OfAsync(ForecastRun run)
    {
        if (SimpleModels.Statement(run.Model.Algorithm) is { } simple)
        {
            return Task.FromResult(new FitOrReason(null, simple));
        }

        lock (_swap)
        {
            // A fit that failed, such as for a database that was away, is tried again.
            if (_kept is not { } kept || kept.Run != run || kept.Fit is { IsValueCreated: true, Value.IsFaulted: true })
            {
                _kept = kept = (run, new Lazy<Task<FitOrReason>>(() => Task.Run(() => FitAsync(run))));
            }

            return kept.Fit.Value;
        }
    }

    private async Task<FitOrReason> FitAsync(ForecastRun run)
    {
        if (await counts.ReadAsync(run.IssuedAt) is not { Reported: var all } known || all.Last < run.Origin || all.First > run.Origin)
        {
            return Changed;
        }

        var panel = all.UpTo(run.Origin);
        var cells = (long)panel.Locations.Count * panel.Count * FitsOf(run);
        return cells > MostCells
                ? new FitOrReason(
                    null,
                    FormattableString.Invariant($"Forecasts are explained for up to {MostCells:#,0} reports; these rest on {cells:#,0}.")
                )
            : RunInput.Of(run, known) is { } input && FittedRun.Of(run, input.Panel) is { } fitted ? new FitOrReason(fitted, null)
            : Changed;
    }

    // One for each species and one for the locations that tell none.
    private static int FitsOf(ForecastRun run) =>
        run.BySpecies
            ? run.Locations.Max(location => location.Species.Count) + (run.Locations.Any(location => location.Species.Count == 0) ? 1 : 0)
            : 1;

    private static FitOrReason Changed { get; } =
        new(
            null,
            "These forecasts were made by another release or from other data than can be read now, so they cannot be explained here. Run: "
                + "malaria-predictor train, then malaria-predictor forecast."
        );
}

/// <summary>A fit, or the reason why there is none.</summary>
public sealed record FitOrReason(FittedRun? Fit, string? Reason);

/// <summary>Models that are one rule, or one regression: saying what they do is the explanation.</summary>
internal static class SimpleModels
{
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["srp"] =
            "a simple model, srp (seasonal relative persistence). It forecasts the last value, moved by the change of the location's usual "
            + "season",
        ["seasonal-naive"] = "a simple model, seasonal-naive. It forecasts the value of a year before",
        ["climatology"] = "a simple model, climatology. It forecasts what is usual for the season at the location",
        ["last-value"] = "a simple model, last-value. It forecasts the last value reported",
    };

    /// <summary>What the model does; null for the ensemble, which can be taken apart.</summary>
    public static string? Statement(string algorithm) =>
        algorithm switch
        {
            "ensemble" => null,
            _ when Member.All.FirstOrDefault(member => member.Name == algorithm) is { } member =>
                $"The champion is one member of the ensemble alone, {member.Name}: {member.Description}. "
                    + "Its ranges are those of its past errors; only the ensemble is taken apart here.",
            _ when Rules.TryGetValue(algorithm, out var rule) =>
                $"The champion is {rule}. Its ranges are those of its past errors; only the ensemble is taken apart here.",
            _ => $"The champion is the model {algorithm}, whose forecasts this release cannot take apart.",
        };
}

/// <summary>
/// Explanations, kept for every instance once one has fitted the ensemble again to work one out: that takes seconds, and each would do it.
/// </summary>
public sealed class SharedExplanations(Fits fits, RunCache cache)
{
    /// <param name="run">The run in service.</param>
    /// <param name="location">One of its locations.</param>
    /// <param name="cancellationToken">Gives up waiting for the cache.</param>
    public Task<ExplanationDocument> OfAsync(ForecastRun run, LocationForecast location, CancellationToken cancellationToken) =>
        cache.GetAsync(
            run,
            "explanation",
            location.Location,
            async () =>
            {
                // A reason why there is none may be gone the next time.
                var found = await fits.OfAsync(run);
                return (ExplanationDocument.Of(run, location, found), found.Fit is not null);
            },
            cancellationToken
        );
}
