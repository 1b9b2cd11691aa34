using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>The data that models see: everything recorded until now, cut at the origin.</summary>
/// <param name="Panel">Ends at the origin.</param>
/// <param name="AsOf">Data recorded later did not enter.</param>
/// <param name="Waiting">Newer periods with some reports, too few to forecast from.</param>
public sealed record KnownHistory(Panel Panel, DateTimeOffset AsOf, IReadOnlyList<Period> Waiting)
{
    /// <exception cref="UserFacingException">Nothing, or not one case, has been stored.</exception>
    public static async Task<KnownHistory> Read(Database database, TimeProvider clock, CancellationToken stop)
    {
        var now = Instant.FromStored(Instant.ToStored(clock.GetUtcNow()));
        var panel = await new Storage.Observations(database).PanelAsOf(now, stop)
            ?? throw new UserFacingException("The database holds no observations.", "Import some: malaria-predictor import FILE.");
        var origin = ForecastOrigin.Of(panel)
            ?? throw new UserFacingException($"Not one value of {Variables.Cases} is stored.", "Import a file that holds reported cases.");
        var reports = ForecastOrigin.Reports(panel);
        return new KnownHistory(
            panel.UpTo(origin), now,
            [.. Enumerable.Range(origin.Minus(panel.First) + 1, panel.Last.Minus(origin)).Where(index => reports[index] > 0).Select(panel.First.Plus)]);
    }
}
