using MalariaPredictor.Backend.Sources.Files;
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

    /// <summary>Why locations fall short, with the first of each kind; empty where none does.</summary>
    public static string Reasons(Panel known)
    {
        var (stopped, few, never) = (new List<(string Place, Period Last)>(), new List<string>(), new List<string>());
        for (var location = 0; location < known.Locations.Count; location++)
        {
            var cases = known.Series(location, Variables.Cases);
            if (Carries(cases, known.First.Type))
            {
                continue;
            }

            var (count, last) = Reported(cases);
            if (count >= Reports)
            {
                stopped.Add((known.Locations[location], known.First.Plus(last)));
            }
            else
            {
                (count == 0 ? never : few).Add(known.Locations[location]);
            }
        }

        var periods = stopped.Select(place => place.Last).Distinct().Count();
        return string.Join(
            "; ",
            new[]
            {
                periods == 1
                    ? $"{stopped.Count} stopped reporting in {stopped[0].Last} ({Warnings.Some([.. stopped.Select(place => place.Place)])})"
                : periods > 1
                    ? $"{stopped.Count} stopped reporting a year or more before {known.Last} "
                        + $"({Warnings.Some([.. stopped.Select(place => $"{place.Place}: last {place.Last}")])})"
                : null,
                few.Count > 0 ? $"{few.Count} reported fewer than {Reports} times ({Warnings.Some(few)})" : null,
                never.Count > 0 ? $"{never.Count} never reported ({Warnings.Some(never)})" : null,
            }.OfType<string>()
        );
    }

    /// <summary>Whether the reports up to the origin, which are the last of these, carry a forecast.</summary>
    public static bool Carries(ReadOnlySpan<double> cases, PeriodType type)
    {
        var (count, last) = Reported(cases);
        return count >= Reports && cases.Length - 1 - last < (type == PeriodType.Month ? 12 : 52);
    }

    private static (int Count, int Last) Reported(ReadOnlySpan<double> cases)
    {
        var (count, last) = (0, -1);
        for (var period = 0; period < cases.Length; period++)
        {
            if (!double.IsNaN(cases[period]))
            {
                (count, last) = (count + 1, period);
            }
        }

        return (count, last);
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
