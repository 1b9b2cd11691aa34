using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Where a forecast may be issued. A model can make one from a single old report and its neighbours' errors, but nobody should act on
/// it: a place has to have reported at least <see cref="Reports"/> times, once of them within the last year. Elsewhere it is said
/// plainly that there is too little data.
/// </summary>
public static class EnoughData
{
    /// <summary>The fewest reports.</summary>
    public const int Reports = 3;

    /// <summary>Said of a location that falls short.</summary>
    public static string Statement(string location) =>
        $"Too little data: no forecast is issued for {location}. It takes at least {Reports} reports, one of them within the year before "
        + "the origin.";

    /// <summary>Whether the reports up to the origin, which are the last of these, carry a forecast.</summary>
    public static bool Carries(ReadOnlySpan<double> cases, PeriodType type)
    {
        var (count, last) = (0, -1);
        for (var period = 0; period < cases.Length; period++)
        {
            if (!double.IsNaN(cases[period]))
            {
                (count, last) = (count + 1, period);
            }
        }

        return count >= Reports && cases.Length - 1 - last < (type == PeriodType.Month ? 12 : 52);
    }

    /// <summary>Takes the forecasts that must not be issued out of a table.</summary>
    public static void Apply(ForecastTable table, Panel known)
    {
        for (var location = 0; location < table.Locations.Count; location++)
        {
            if (!Carries(known.Series(location, Variables.Cases), known.First.Type))
            {
                for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
                {
                    table[location, horizon] = null;
                    foreach (var species in table.Species)
                    {
                        species[location, horizon] = null;
                    }
                }
            }
        }
    }
}
