using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>The data that models see: everything recorded until now, or until a past time, cut at the origin.</summary>
/// <param name="Panel">As reported: what models are chosen by. Ends at the origin.</param>
/// <param name="Seen">When the newest recording that entered became known.</param>
/// <param name="Waiting">Newer periods with some reports, too few to forecast from.</param>
/// <param name="All">What came after the origin included.</param>
/// <param name="Estimated">
/// What forecasts start from: the newest counts as they are expected to end. The same object as <paramref name="Panel"/> where nothing
/// is estimated.
/// </param>
/// <param name="Nowcast">The estimates, or why there are none.</param>
public sealed record KnownHistory(
    Panel Panel,
    DateTimeOffset Seen,
    IReadOnlyList<Period> Waiting,
    Panel All,
    Panel Estimated,
    CaseNowcast Nowcast
)
{
    /// <summary>What is to be said of the times of the reports before anybody relies on what is made from them.</summary>
    public IReadOnlyList<string> Notices(DateTimeOffset now) => Sources.Timeliness.Of(All, now).Notices;

    /// <exception cref="UserFacingException">Nothing, or not one case, had been stored.</exception>
    public static async Task<KnownHistory> ReadAsync(Database database, CancellationToken cancellationToken, DateTimeOffset? until = null)
    {
        var known =
            await new KnownCountsReader(database).ReadAsync(until, cancellationToken)
            ?? throw (
                until is { } time
                    ? new UserFacingException($"Nothing was known on {time:u}.", "Give a later date.")
                    : new UserFacingException("The database holds no observations.", "Import some: malaria-predictor import FILE.")
            );
        var panel = known.Reported;
        var origin =
            ForecastOrigin.Of(panel)
            ?? throw new UserFacingException($"Not one value of {Variables.Cases} is stored.", "Import a file that holds reported cases.");
        var reports = ForecastOrigin.Reports(panel);
        var reported = panel.UpTo(origin);
        return new KnownHistory(
            reported,
            known.Seen,
            [
                .. Enumerable
                    .Range(origin.Minus(panel.First) + 1, panel.Last.Minus(origin))
                    .Where(index => reports[index] > 0)
                    .Select(panel.First.Plus),
            ],
            panel,
            known.Estimated == panel ? reported : known.Estimated.UpTo(origin),
            known.Nowcast
        );
    }
}
