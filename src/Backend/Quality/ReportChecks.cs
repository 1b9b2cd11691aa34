using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>Finds what was not reported: gaps, places that stopped, and low reporting rates.</summary>
internal static class ReportChecks
{
    /// <summary>So long without a report, while others report, is no longer late.</summary>
    public static int Stopped(PeriodType type) => type == PeriodType.Month ? 3 : 8;

    /// <summary>The newest period in which any place reported cases; null where none did.</summary>
    public static Period? Newest(Panel panel) =>
        panel.Observed(Variables.Cases).End.Value is > 0 and var end ? panel.First.Plus(end - 1) : null;

    public static IEnumerable<QualityFlag> Of(Panel panel)
    {
        var newest = Newest(panel);
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            foreach (var variable in ((string[])[Variables.Cases, Variables.Rainfall, Variables.MeanTemperature]).Where(panel.Has))
            {
                foreach (var (from, to) in Gaps(panel.Series(location, variable)))
                {
                    yield return Flag(location, variable, FlagKind.Gap, from, to, null, $"no value for {Length(to - from + 1)}");
                }
            }

            var last = panel.Series(location, Variables.Cases).LastIndexOfAnyExcept(double.NaN);
            if (last >= 0 && newest is { } end && end.Minus(panel.First) - last is var silent && silent >= Stopped(panel.First.Type))
            {
                yield return Flag(
                    location,
                    Variables.Cases,
                    FlagKind.Stopped,
                    last + 1,
                    end.Minus(panel.First),
                    null,
                    $"no report for {Length(silent)} up to the newest of the others"
                );
            }
        }

        QualityFlag Flag(int location, string variable, string kind, int from, int to, double? value, string detail) =>
            new(panel.Locations[location], variable, kind, panel.First.Plus(from), panel.First.Plus(to), value, detail);

        string Length(int periods) =>
            panel.First.Type == PeriodType.Month ? (periods == 1 ? "a month" : $"{periods} months")
            : periods == 1 ? "a week"
            : $"{periods} weeks";
    }

    /// <summary>Missing stretches between the first value and the last, both inclusive.</summary>
    public static List<(int From, int To)> Gaps(ReadOnlySpan<double> values)
    {
        var (gaps, last) = (new List<(int, int)>(), -1);
        for (var period = 0; period < values.Length; period++)
        {
            if (double.IsNaN(values[period]))
            {
                continue;
            }

            if (last >= 0 && period - last > 1)
            {
                gaps.Add((last + 1, period - 1));
            }

            last = period;
        }

        return gaps;
    }
}

/// <summary>How many of the reports that were due are in the counts, where a source gives it.</summary>
internal static class ReportingRates
{
    /// <summary>The variable that gives it, as a share or in percent.</summary>
    public const string Variable = "reporting_rate";

    /// <summary>In percent: below it counts are too low to be compared.</summary>
    public const double Low = 80;

    /// <summary>What makes the panel's values percent.</summary>
    public static double Scale(Panel panel)
    {
        var highest = 0.0;
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            foreach (var value in panel.Series(location, Variable))
            {
                highest = Math.Max(highest, double.IsNaN(value) ? 0 : value);
            }
        }

        return highest <= 1.5 ? 100 : 1;
    }

    /// <summary>Stretches of periods with a low rate.</summary>
    public static IEnumerable<QualityFlag> Of(Panel panel)
    {
        if (!panel.Has(Variable))
        {
            yield break;
        }

        var scale = Scale(panel);
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            for (int start = 0, end; start < panel.Count; start = end)
            {
                end = start + 1;
                if (!IsLow(start))
                {
                    continue;
                }

                while (end < panel.Count && IsLow(end))
                {
                    end++;
                }

                var lowest = scale * Enumerable.Range(start, end - start).Min(period => panel.Series(location, Variable)[period]);
                yield return new QualityFlag(
                    panel.Locations[location],
                    Variable,
                    FlagKind.ReportingRate,
                    panel.First.Plus(start),
                    panel.First.Plus(end - 1),
                    panel.Series(location, Variable)[start],
                    FormattableString.Invariant($"{lowest:0} % of the reports that were due, at the lowest: counts are too low")
                );
            }

            bool IsLow(int period) => panel.Series(location, Variable)[period] * scale < Low;
        }
    }
}
