using System.Globalization;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>
/// Which parts are missing or may have changed. Months: whole years of which everything can be final, month by month what is newer.
/// Weeks: those that begin in one month.
/// </summary>
internal sealed class Era5Plan(Era5Settings settings, SourceScope scope, DateOnly? available)
{
    /// <summary>The final values come two to three months after the preliminary ones.</summary>
    public const int MonthsUntilFinal = 3;

    /// <summary>How often it is asked again whether final values are there.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromDays(7);

    private const int MonthsInYear = 12;

    private readonly string _digest = scope.Digest([
        settings.IsLand ? "era5-land" : "era5",
        .. settings.Stores.Order(StringComparer.Ordinal),
    ]);

    /// <summary>Without a statement of the store, what must be there by now.</summary>
    private DateOnly Available => available is { } day && day < scope.Today ? day : scope.Today.AddDays(-1);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SourcePart> Missing(IReadOnlyDictionary<string, StoredPart> stored) =>
        scope.RequireType(Era5Settings.Source) == PeriodType.Month
            ? [.. Years(stored)]
            : [.. Weeks().Where(part => IsMissing(part, stored))];

    /// <summary>Whether a day's final values can be there.</summary>
    public static bool MayBeFinal(DateOnly last, DateOnly today) => last.AddMonths(MonthsUntilFinal) <= today;

    private IEnumerable<SourcePart> Years(IReadOnlyDictionary<string, StoredPart> stored)
    {
        var first = new DateOnly(scope.First.Year, scope.First.Month, 1);
        // The store dates a month's mean at its first day.
        for (var year = first.Year; year <= Available.Year; year++)
        {
            SourcePart[] months =
            [
                .. Enumerable
                    .Range(1, MonthsInYear)
                    .Select(month => new DateOnly(year, month, 1))
                    .Where(month => month >= first && month <= Available && month.AddMonths(1) <= scope.Today)
                    .Select(month => Part($"{month:yyyy-MM}", month, month.AddMonths(1).AddDays(-1))),
            ];
            if (months.Length == 0)
            {
                continue;
            }

            var whole = Part(year.ToString("0000", CultureInfo.InvariantCulture), months[0].First, months[^1].Last);
            var apart = months.Any(month => stored.TryGetValue(month.Key, out var known) && known.Part.Scope == _digest);
            if (months[^1].Last.Month == MonthsInYear && MayBeFinal(whole.Last, scope.Today) && !apart)
            {
                if (IsMissing(whole, stored))
                {
                    yield return whole;
                }

                continue;
            }

            // What a year's part holds is not fetched once more by months.
            foreach (var month in months.Where(month => IsMissing(month, stored) && !(Of(whole.Key, stored)?.Settles(month) ?? false)))
            {
                yield return month;
            }
        }
    }

    private IEnumerable<SourcePart> Weeks()
    {
        // A day's last rain is dated 00 UTC of the day after it.
        var last = settings.StoresRain ? Available.AddDays(-1) : Available;
        return WholeWeeks.Parts(scope.First, last).Select(part => Part(part.Key, part.First, part.Last));
    }

    private bool IsMissing(SourcePart part, IReadOnlyDictionary<string, StoredPart> stored) =>
        Of(part.Key, stored) is not { } known
        || known.Part.Scope != part.Scope
        || known.Part.First > part.First
        || known.Part.Last < part.Last
        || (
            !known.IsFinal
            && MayBeFinal(part.Last, scope.Today)
            && DateOnly.FromDateTime(known.StoredAt.UtcDateTime).AddDays((int)AskAgain.TotalDays) <= scope.Today
        );

    private static StoredPart? Of(string key, IReadOnlyDictionary<string, StoredPart> stored) => stored.GetValueOrDefault(key);

    private SourcePart Part(string key, DateOnly first, DateOnly last) => new(key, first, last, _digest);
}
