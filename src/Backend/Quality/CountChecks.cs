using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>
/// Finds counts that are far from what the place reported before, more cases than people, and the same count again and again. A report is
/// judged by those before it alone, so a flag, once there, does not depend on what comes later.
/// </summary>
internal static class CountChecks
{
    /// <summary>Robust standard deviations from the median of the same season in the years before.</summary>
    public const double Far = 5;

    /// <summary>And so many times the report before, or a fraction of it: outbreaks that grow over months are none.</summary>
    private const double Jump = 3;

    /// <summary>Reports of the season that it takes: two years.</summary>
    private const int LeastSeason = 6;

    /// <summary>The spread of log(1 + cases) is never taken as less.</summary>
    private const double LeastSpread = .2;

    private const int Repeats = 3;

    /// <summary>A count that is repeated by chance so rarely was copied.</summary>
    private const double Chance = 1e-5;

    public static IEnumerable<QualityFlag> Of(Panel panel)
    {
        foreach (var variable in Variables.Species.Where(panel.Has).Prepend(Variables.Cases))
        {
            for (var location = 0; location < panel.Locations.Count; location++)
            {
                foreach (var flag in Of(panel, location, variable))
                {
                    yield return flag;
                }
            }
        }
    }

    private static List<QualityFlag> Of(Panel panel, int location, string variable)
    {
        var values = panel.Series(location, variable);
        var found = new List<QualityFlag>();
        for (var period = 0; period < values.Length; period++)
        {
            if (double.IsNaN(values[period]))
            {
                continue;
            }

            if (Season(values, period, panel.First) is var (usual, spread) && IsFar(values, period, usual, spread))
            {
                Add(
                    found,
                    FlagKind.Outlier,
                    period,
                    period,
                    values[period],
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{double.ExpM1(usual):#,0} is usual in this season: "
                            + $"{Math.Abs(double.LogP1(values[period]) - usual) / spread:0.#} robust standard deviations away"
                    )
                );
            }
        }

        for (int start = 0, end; start < values.Length; start = end)
        {
            end = start + 1;
            while (end < values.Length && values[end] == values[start])
            {
                end++;
            }

            if (end - start >= Repeats && Math.Pow(Same(values[start]), end - start - 1) < Chance)
            {
                Add(
                    found,
                    FlagKind.Repeated,
                    start,
                    end - 1,
                    values[start],
                    $"the same count {end - start} times in a row: was it copied?"
                );
            }
        }

        if (variable == Variables.Cases)
        {
            Crowded(panel, location, (from, to, detail) => Add(found, FlagKind.Range, from, to, null, detail));
        }

        return found;

        void Add(List<QualityFlag> flags, string kind, int from, int to, double? value, string detail) =>
            flags.Add(
                new QualityFlag(panel.Locations[location], variable, kind, panel.First.Plus(from), panel.First.Plus(to), value, detail)
            );
    }

    /// <summary>How likely two Poisson counts of that mean are the same.</summary>
    private static double Same(double mean) => mean < 1 ? 1 : 1 / (2 * Math.Sqrt(Math.PI * mean));

    /// <summary>One flag for all periods of a place with more cases than people.</summary>
    private static void Crowded(Panel panel, int location, Action<int, int, string> flag)
    {
        var cases = panel.Series(location, Variables.Cases);
        var people = panel.Series(location, Variables.Population);
        var (first, last, count) = (-1, -1, 0);
        for (var period = 0; period < cases.Length; period++)
        {
            if (people[period] > 0 && cases[period] > people[period])
            {
                (first, last, count) = (first < 0 ? period : first, period, count + 1);
            }
        }

        if (count > 0)
        {
            flag(
                first,
                last,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"more cases than people (periods: {count}), last {cases[last]:#,0} of {people[last]:#,0}"
                )
            );
        }
    }

    private static bool IsFar(ReadOnlySpan<double> values, int period, double usual, double spread)
    {
        var logged = double.LogP1(values[period]);
        var before = values[..period].LastIndexOfAnyExcept(double.NaN);
        return Math.Abs(logged - usual) > Far * spread && (before < 0 || Math.Abs(logged - double.LogP1(values[before])) > Math.Log(Jump));
    }

    /// <summary>Median and robust spread of log(1 + cases) in the years before, one month or two weeks to either side.</summary>
    private static (double Usual, double Spread)? Season(ReadOnlySpan<double> values, int period, Period first)
    {
        var (year, near) = first.Type == PeriodType.Month ? (12, 1) : (52, 2);
        var season = new List<double>();
        for (var middle = period - year; middle + near >= 0; middle -= year)
        {
            for (var past = Math.Max(0, middle - near); past <= middle + near; past++)
            {
                if (!double.IsNaN(values[past]))
                {
                    season.Add(double.LogP1(values[past]));
                }
            }
        }

        if (season.Count < LeastSeason)
        {
            return null;
        }

        var usual = Median(season);
        var spread = 1.4826 * Median([.. season.Select(one => Math.Abs(one - usual))]);

        // Small counts vary by chance: that of a Poisson count, on the logarithm.
        return (usual, Math.Max(spread, Math.Max(LeastSpread, 1 / Math.Sqrt(Math.Exp(usual)))));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
