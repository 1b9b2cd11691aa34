using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources;

/// <summary>
/// Compares the periods of reports with today and with one another: reports after today, gaps of years, places or a whole country that
/// stopped reporting. Reports of years to come are refused, as they are of another calendar or mistyped.
/// </summary>
internal static class Timeliness
{
    /// <exception cref="RejectedFileException">There are reports from more than a year after today.</exception>
    public static void Check(ChapFile file, DateTimeOffset now, Warnings warnings)
    {
        var batch = file.Observations;
        var cases = batch.ColumnOf(Variables.Cases);
        if (cases < 0)
        {
            return;
        }

        var reported = Enumerable.Range(0, batch.Rows).Where(row => !double.IsNaN(batch.Values[cases][row])).ToArray();
        if (reported.Length == 0)
        {
            return;
        }

        var today = Period.Containing(batch.PeriodType, DateOnly.FromDateTime(now.UtcDateTime));
        var year = batch.PeriodType == PeriodType.Month ? 12 : 52;
        AfterToday(
            file,
            [.. reported.Select(row => batch.OrdinalOf[row]).Where(ordinal => ordinal > today.Ordinal)],
            today,
            year,
            warnings
        );
        var newest = reported.Max(row => batch.OrdinalOf[row]);
        var silent = today.Ordinal - newest;
        warnings.SayIf(
            silent > year
                ? $"the newest report is of {Name(newest)}, {Years(silent, year)} before today: forecasts follow it, and say nothing of now"
                : null
        );
        var (stopped, gaps) = (new List<string>(), new List<string>());
        foreach (var place in reported.GroupBy(row => batch.LocationOf[row]))
        {
            int[] ordinals = [.. place.Select(row => batch.OrdinalOf[row])];
            if (newest - ordinals[^1] > year)
            {
                stopped.Add($"{batch.Locations[place.Key]} (last {Name(ordinals[^1])})");
            }

            var gap = ordinals.Zip(ordinals.Skip(1)).Where(pair => pair.Second - pair.First > 2 * year).ToArray();
            if (gap.Length > 0)
            {
                gaps.Add($"{batch.Locations[place.Key]} (none from {Name(gap[0].First + 1)} to {Name(gap[0].Second - 1)})");
            }
        }

        warnings.SayIf(
            stopped.Count > 0
                ? $"{Places(stopped.Count)} stopped reporting more than a year before the newest report of the "
                    + $"others: {Warnings.Some(stopped)}"
                : null
        );
        warnings.SayIf(
            gaps.Count > 0 ? $"{Places(gaps.Count)} reported nothing for two years or more within the series: {Warnings.Some(gaps)}" : null
        );

        string Name(int ordinal) => StoredPeriod.From(batch.PeriodType, ordinal).ToString();
    }

    private static void AfterToday(ChapFile file, int[] ahead, Period today, int year, Warnings warnings)
    {
        if (ahead.Length == 0)
        {
            return;
        }

        var last = StoredPeriod.From(today.Type, ahead.Max());
        if (last.Ordinal - today.Ordinal > year)
        {
            throw new RejectedFileException(
                file.Name,
                [
                    new FileProblem(
                        file.Name,
                        0,
                        ChapColumns.Period,
                        last.ToString(),
                        $"{ahead.Length} reports of cases are of periods after today ({today}), the last of "
                            + $"{last}.{Calendars.Hint(last.Year)}",
                        "Write the periods in the Gregorian calendar and correct mistyped years; leave the cases of periods to come empty."
                    ),
                ],
                1
            );
        }

        warnings.Say(
            $"{ahead.Length} reports of cases are of periods after today ({today}), the last of {last}: check the years, "
                + "and leave the cases of periods to come empty"
        );
    }

    private static string Places(int count) => count == 1 ? "1 place" : $"{count} places";

    private static string Years(int periods, int year) => periods < 2 * year ? "more than a year" : $"more than {periods / year} years";
}
