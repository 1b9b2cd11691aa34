using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// What a stored run was made from, found by its digest among what was known when it was issued: counts with the newest estimated, or,
/// where nothing was estimated or an earlier release made it, as they were reported.
/// </summary>
/// <param name="Panel">Ends at the run's origin.</param>
/// <param name="Nowcast">What was estimated; null where nothing was.</param>
public sealed record RunInput(Panel Panel, CaseNowcast? Nowcast)
{
    /// <summary>Null where the data that are known are others.</summary>
    public static RunInput? Of(ForecastRun run, KnownCounts known) =>
        Of(run.DataDigest, run.Origin, known.Reported, known.Estimated, known.Nowcast);

    /// <inheritdoc cref="Of(ForecastRun, KnownCounts)"/>
    public static RunInput? Of(string digest, Period origin, Panel reported, Panel estimated, CaseNowcast nowcast)
    {
        if (origin.Type != reported.First.Type || origin < reported.First || origin > reported.Last)
        {
            return null;
        }

        var (asReported, asEstimated) = (reported.UpTo(origin), estimated == reported ? null : estimated.UpTo(origin));
        return asEstimated is not null && PanelDigest.Of(asEstimated) == digest ? new RunInput(asEstimated, nowcast)
            : PanelDigest.Of(asReported) == digest ? new RunInput(asReported, null)
            : null;
    }

    /// <summary>The run with what was estimated when it was issued; as it is where nothing was.</summary>
    /// <param name="run">As it is stored.</param>
    /// <param name="known">What is known now.</param>
    /// <param name="counts">Reads what was known then, if that is something else.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ForecastRun> EstimatedAsync(
        ForecastRun run,
        KnownCounts? known,
        KnownCountsReader counts,
        CancellationToken cancellationToken
    )
    {
        var input =
            (known is null ? null : Of(run, known))
            ?? (await counts.ReadIfEstimatedAsync(run.IssuedAt, cancellationToken) is { } then ? Of(run, then) : null);
        return input?.Nowcast is not { } nowcast
            ? run
            : run with
            {
                Locations =
                [
                    .. run.Locations.Select(location =>
                        location with
                        {
                            Estimated = [.. nowcast.Estimates[location.Location].Where(one => one.Period <= run.Origin)],
                        }
                    ),
                ],
            };
    }
}
