using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>What is stored, how complete it is, and what a person should check; as of one moment. It changes no value.</summary>
/// <param name="Simulated">Whether the data are simulated.</param>
/// <param name="First">The first period stored.</param>
/// <param name="Last">The last one.</param>
/// <param name="LastReported">The newest period with a report of cases.</param>
/// <param name="Notices">What holds for the whole country, such as that it has reported nothing for months.</param>
/// <param name="Nowcast">Whether late reports are estimated, or why not.</param>
/// <param name="Sources">By name.</param>
/// <param name="Places">By name.</param>
/// <param name="Flags">Those of all places together first, then by place, variable and period.</param>
public sealed record QualityReport(
    bool Simulated,
    Period First,
    Period Last,
    Period? LastReported,
    IReadOnlyList<string> Notices,
    CaseNowcast Nowcast,
    IReadOnlyList<SourceQuality> Sources,
    IReadOnlyList<PlaceQuality> Places,
    IReadOnlyList<QualityFlag> Flags
)
{
    /// <summary>How many flags there are of each kind.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; } =
        FlagKind.All.ToDictionary(kind => kind, kind => Flags.Count(flag => flag.Kind == kind));

    /// <summary>So many flags: of the gravest kinds first, and of each the newest first.</summary>
    public IEnumerable<QualityFlag> Gravest(int most, string? location = null) =>
        FlagKind.All.SelectMany(kind => FlagsAt(location).Where(flag => flag.Kind == kind).OrderByDescending(flag => flag.To)).Take(most);

    /// <summary>The flags of one place and of all places together; all there are where no place is given.</summary>
    public IEnumerable<QualityFlag> FlagsAt(string? location) =>
        Flags.Where(flag => location is null || flag.Location is null || flag.Location == location);

    /// <summary>The flags of a panel, in order.</summary>
    internal static IReadOnlyList<QualityFlag> FlagsOf(Panel panel) =>
        [
            .. UnitChecks
                .Of(panel)
                .Concat(CountChecks.Of(panel))
                .Concat(ReportChecks.Of(panel))
                .Concat(ReportingRates.Of(panel))
                .OrderBy(flag => flag.Location ?? "", StringComparer.Ordinal)
                .ThenBy(flag => flag.Variable, StringComparer.Ordinal)
                .ThenBy(flag => flag.From)
                .ThenBy(flag => flag.Kind, StringComparer.Ordinal),
        ];

    /// <summary>
    /// A country that has reported nothing for months; null where it has, and after a year, which the notices of timeliness name.
    /// </summary>
    internal static string? Silence(Panel panel, DateTimeOffset now)
    {
        var type = panel.First.Type;
        var today = Period.Containing(type, DateOnly.FromDateTime(now.UtcDateTime));
        return
            ReportChecks.Newest(panel) is { } newest
            && today.Minus(newest) - 1 is var silent
            && silent >= ReportChecks.Stopped(type)
            && silent < (type == PeriodType.Month ? 12 : 52)
            ? $"no place has reported for {silent} {(type == PeriodType.Month ? "months" : "weeks")}: the newest report is of {newest}"
            : null;
    }
}

/// <summary>What came from one source: a file of that name, imported once or again and again, or a service.</summary>
/// <param name="Name">The file or service.</param>
/// <param name="Recordings">How many times something new came from it.</param>
/// <param name="LastRecorded">When that was last.</param>
/// <param name="Values">Values stored, corrected ones included.</param>
/// <param name="Places">Places they are of.</param>
/// <param name="First">The first period they are of; null where nothing is stored of it.</param>
/// <param name="Last">The last one.</param>
/// <param name="Flags">Flags of values that came from it.</param>
/// <param name="Warnings">What was noticed when it was read last.</param>
public sealed record SourceQuality(
    string Name,
    int Recordings,
    DateTimeOffset LastRecorded,
    long Values,
    long Places,
    Period? First,
    Period? Last,
    int Flags,
    IReadOnlyList<string> Warnings
);

/// <summary>How complete the reports of one place are.</summary>
/// <param name="Name">The place.</param>
/// <param name="FirstReport">The first period with a report of cases; null where it never reported.</param>
/// <param name="LastReport">The last one.</param>
/// <param name="Reports">How many there are.</param>
/// <param name="Completeness">The share of periods with a report, from its first to the newest of any place, 0…1; null without any.</param>
/// <param name="LongestGap">The most periods in a row without a report, between reports.</param>
/// <param name="ReportingRate">The newest reporting rate, percent; null where no source gives it.</param>
/// <param name="Flags">How many flags it has.</param>
public sealed record PlaceQuality(
    string Name,
    Period? FirstReport,
    Period? LastReport,
    int Reports,
    double? Completeness,
    int LongestGap,
    double? ReportingRate,
    int Flags
)
{
    internal static PlaceQuality Of(Panel panel, int location, Period? newest, double rateScale, int flags)
    {
        var cases = panel.Series(location, Variables.Cases);
        var rates = panel.Series(location, ReportingRates.Variable);
        var (first, last) = (cases.IndexOfAnyExcept(double.NaN), cases.LastIndexOfAnyExcept(double.NaN));
        var (reports, rate) = (0, rates.LastIndexOfAnyExcept(double.NaN));
        foreach (var value in cases)
        {
            reports += double.IsNaN(value) ? 0 : 1;
        }

        return new PlaceQuality(
            panel.Locations[location],
            first < 0 ? null : panel.First.Plus(first),
            last < 0 ? null : panel.First.Plus(last),
            reports,
            first < 0 || newest is not { } end ? null : (double)reports / (end.Minus(panel.First) - first + 1),
            ReportChecks.Gaps(cases).Select(gap => gap.To - gap.From + 1).DefaultIfEmpty(0).Max(),
            rate < 0 ? null : rates[rate] * rateScale,
            flags
        );
    }
}
