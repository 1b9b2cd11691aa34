using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources;

/// <summary>
/// Compares the periods of reports with today and with one another: reports after today, gaps of years, places or a whole country that
/// stopped reporting. Said at import, in training, with forecasts and on pages. Reports of years to come are refused at import, as they are
/// of another calendar or mistyped.
/// </summary>
internal sealed class Timeliness
{
    private readonly PeriodType _type;
    private readonly Period _today;
    private readonly int _newest;
    private readonly int _ahead;
    private readonly Dictionary<string, string> _stopped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _gaps = new(StringComparer.Ordinal);

    private Timeliness(PeriodType type, DateTimeOffset now, IEnumerable<(string Place, int[] Ordinals)> reported)
    {
        _type = type;
        _today = Period.Containing(type, DateOnly.FromDateTime(now.UtcDateTime));
        var places = reported.Where(place => place.Ordinals.Length > 0).ToList();
        _newest = places.Count == 0 ? _today.Ordinal : places.Max(place => place.Ordinals[^1]);
        _ahead = places.Sum(place => place.Ordinals.Count(ordinal => ordinal > _today.Ordinal));
        foreach (var (place, ordinals) in places)
        {
            if (_newest - ordinals[^1] > Year)
            {
                _stopped[place] = $"last {Name(ordinals[^1])}";
            }

            var gap = ordinals.Zip(ordinals.Skip(1)).FirstOrDefault(pair => pair.Second - pair.First > 2 * Year);
            if (gap.Second > 0)
            {
                _gaps[place] = $"none from {Name(gap.First + 1)} to {Name(gap.Second - 1)}";
            }
        }
    }

    /// <summary>What is to be said of the country, one notice for each cause.</summary>
    public IReadOnlyList<string> Notices =>
        [
            .. new[]
            {
                Ahead,
                Silent,
                _stopped.Count > 0
                    ? $"{Places(_stopped.Count)} stopped reporting more than a year before the newest report of the others: "
                        + Some(_stopped)
                    : null,
                _gaps.Count > 0 ? $"{Places(_gaps.Count)} reported nothing for two years or more within the series: {Some(_gaps)}" : null,
            }.OfType<string>(),
        ];

    private int Year => _type == PeriodType.Month ? 12 : 52;

    private string? Ahead =>
        _ahead == 0
            ? null
            : $"{_ahead} reports of cases are of periods after today ({_today}), the last of {Name(_newest)}: check the years, and leave "
                + "the cases of periods to come empty";

    private string? Silent =>
        _today.Ordinal - _newest is var silent && silent > Year
            ? $"the newest report is of {Name(_newest)}, {Years(silent)} before today: forecasts follow it, and say nothing of now"
            : null;

    /// <summary>Of a file that is imported.</summary>
    /// <exception cref="RejectedFileException">There are reports from more than a year after today.</exception>
    public static void Check(ChapFile file, DateTimeOffset now, Warnings warnings)
    {
        var batch = file.Observations;
        var cases = batch.ColumnOf(Variables.Cases);
        if (cases < 0)
        {
            return;
        }

        var told = new Timeliness(
            batch.PeriodType,
            now,
            Enumerable
                .Range(0, batch.Rows)
                .Where(row => !double.IsNaN(batch.Values[cases][row]))
                .GroupBy(row => batch.LocationOf[row])
                .Select(place => (batch.Locations[place.Key], place.Select(row => batch.OrdinalOf[row]).ToArray()))
        );
        told.RefuseYearsToCome(file.Name);
        foreach (var notice in told.Notices)
        {
            warnings.Say(notice);
        }
    }

    /// <summary>Of everything that is stored.</summary>
    public static Timeliness Of(Panel panel, DateTimeOffset now) =>
        new(
            panel.First.Type,
            now,
            panel.Locations.Select(
                (place, index) =>
                {
                    var cases = panel.Series(index, Variables.Cases).ToArray();
                    return (
                        place,
                        Enumerable
                            .Range(0, cases.Length)
                            .Where(period => !double.IsNaN(cases[period]))
                            .Select(period => panel.First.Ordinal + period)
                            .ToArray()
                    );
                }
            )
        );

    /// <summary>What is to be said of one place: what holds for the country, and what is its own.</summary>
    public IReadOnlyList<string> NoticesOf(string place) =>
        [
            .. new[]
            {
                Ahead,
                Silent,
                _stopped.TryGetValue(place, out var last)
                    ? $"{place} stopped reporting more than a year before the newest report of the others ({last})"
                    : null,
                _gaps.TryGetValue(place, out var gap) ? $"{place} reported nothing for two years or more ({gap})" : null,
            }.OfType<string>(),
        ];

    private void RefuseYearsToCome(string file)
    {
        if (_ahead == 0 || _newest - _today.Ordinal <= Year)
        {
            return;
        }

        var last = Period.FromOrdinal(_type, _newest);
        throw new RejectedFileException(
            file,
            [
                new FileProblem(
                    file,
                    0,
                    ChapColumns.Period,
                    last.ToString(),
                    $"{_ahead} reports of cases are of periods after today ({_today}), the last of {last}.{Calendars.Hint(last.Year)}",
                    "Write the periods in the Gregorian calendar and correct mistyped years; leave the cases of periods to come empty."
                ),
            ],
            1
        );
    }

    private string Name(int ordinal) => Period.FromOrdinal(_type, ordinal).ToString();

    private string Years(int periods) => periods < 2 * Year ? "more than a year" : $"more than {periods / Year} years";

    private static string Places(int count) => count == 1 ? "1 place" : $"{count} places";

    private static string Some(Dictionary<string, string> places) =>
        Warnings.Some([.. places.Select(place => $"{place.Key} ({place.Value})")]);
}
