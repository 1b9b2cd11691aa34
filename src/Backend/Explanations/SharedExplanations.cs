using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Forecasts;

namespace MalariaPredictor.Backend.Explanations;

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
