using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Takes out of a panel what is more likely a mistake than malaria, on log(1 + cases), isolated spikes first, then last steps.
/// Sees nothing after the origin; a value once cleaned as the last one is judged anew, with its neighbours, at the next origin.
/// </summary>
internal static class CaseCleaning
{
    /// <summary>Cleans in place and says what was changed.</summary>
    /// <param name="logged">Periods × locations.</param>
    /// <param name="calendar">The seasons of those periods.</param>
    /// <param name="first">The first of them.</param>
    public static IReadOnlyList<CleanedValue> Clean(Grid logged, SeasonCalendar calendar, Period first)
    {
        var reported = logged.Copy();
        var spikes = IsolatedSpikes.Replace(logged);
        var steps = LastSteps.Replace(logged, calendar);
        return
        [
            .. spikes.Select(place => Of(place, CleaningReason.IsolatedSpike)),
            .. steps.Select(place => Of(place, CleaningReason.ImplausibleLastStep)),
        ];

        CleanedValue Of((int Period, int Location) place, CleaningReason reason) =>
            new(
                place.Location,
                first.Plus(place.Period),
                LogScale.ToCases(reported[place.Period, place.Location]),
                LogScale.ToCases(logged[place.Period, place.Location]),
                reason
            );
    }
}
