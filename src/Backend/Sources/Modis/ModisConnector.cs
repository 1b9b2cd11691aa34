using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// NDVI and land surface temperature by day. A part is a stretch of months of one variable, so long that its composites fill one request:
/// two months of 8-day composites, four of 16-day ones. It is stored as far as its weeks or months are complete, and taken again whenever
/// a new composite of it is out.
/// </summary>
internal sealed class ModisConnector(
    IModisService service,
    IReadOnlyList<ModisProduct> products,
    int boxKilometers,
    string schedule,
    SourceTools tools
) : IConnector
{
    public const string Source = "modis";

    private const int MonthsOfWeeks = 2;
    private const int MonthsOfFortnights = 4;

    private readonly Dictionary<string, IReadOnlyList<DateOnly>> _dates = new(StringComparer.Ordinal);

    public string Name => Source;

    public string Purpose =>
        $"{string.Join(" and ", products.Select(product => $"{product.Variable} ({product.Name})"))} by {service.Name.ToUpperInvariant()}";

    public Uri Address => service.Address;

    public string Schedule => schedule;

    public bool BringsPlaces => false;

    // A composite of 16 days, its publication, and the month or two that its part reaches beyond.
    public TimeSpan? ExpectedAge => TimeSpan.FromDays(75);

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine>();
        foreach (var product in products)
        {
            try
            {
                lines.AddRange(await service.CheckAsync(product, scope, cancellationToken));
            }
            catch (UserFacingException failure)
            {
                lines.Add(CheckLine.Failed(product.Variable, failure));
            }

            if (product.Ended is { } ended)
            {
                lines.Add(CheckLine.Fine("satellite", $"{ended}: VNP13A1 and VNP21A2 (VIIRS) go on"));
            }
        }

        return lines;
    }

    public async Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        scope.RequireZones(Source);
        var type = Type(scope);
        var parts = new List<SourcePart>();
        _dates.Clear();
        foreach (var product in products)
        {
            var dates = await service.DatesAsync(product, scope, cancellationToken);
            _dates[product.Name] = dates;
            foreach (
                var part in Stretches(product, scope).Where(part => Periods(type, part).Any(period => IsKnown(product, dates, period)))
            )
            {
                if (!IsHad(product, dates, type, part, stored.GetValueOrDefault(part.Key)))
                {
                    parts.Add(part);
                }
            }
        }

        return [.. parts.OrderBy(part => part.First).ThenBy(part => part.Key, StringComparer.Ordinal)];
    }

    public async Task<FetchedPart> FetchAsync(
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var (product, dates) = await OfAsync(part, scope, cancellationToken);
        var type = Type(scope);
        var wanted = Wanted(product, dates, type, part);
        var fetched = await service.FetchAsync(product, wanted, part, scope, folder, progress, cancellationToken);
        return fetched.Dates.Count == 0
            ? FetchedPart.NotYet($"{product.Name} has nothing of it yet")
            : new FetchedPart(
                Version(product, fetched.Dates),
                fetched.Dates.Count == wanted.Count && Periods(type, part).All(period => IsKnown(product, dates, period))
            );
    }

    public async Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    )
    {
        var (product, dates) = await OfAsync(part, scope, cancellationToken);
        var type = Type(scope);
        // All of it lies in the folder: nothing is asked for here.
        var means = await service.FetchAsync(
            product,
            Wanted(product, dates, type, part),
            part,
            scope,
            folder,
            _ => Task.CompletedTask,
            cancellationToken
        );
        var values = new CovariateValues(product.Variable, type);
        var without = new List<string>();
        var known = Periods(type, part).Where(period => fetched.IsFinal || IsKnown(product, means.Dates, period)).ToList();
        foreach (var (index, zone) in scope.Zones.Index())
        {
            var before = values.Count;
            foreach (var period in known)
            {
                var mean = Composites.Mean(product, period, means.Dates, date => means.Means[date][index]);
                if (!double.IsNaN(mean))
                {
                    values.Add(zone.Name, period, mean);
                }
            }

            if (values.Count == before)
            {
                without.Add(zone.Name);
            }
        }

        return await values.StoreAsync(
            tools,
            Source,
            // What is not known yet is not stored: the newest day tells how fresh the values are.
            fetched.IsFinal
            || known.Count == 0
                ? part
                : part with
                {
                    Last = known[^1].End,
                },
            fetched,
            without.Count == 0
                ? means.Warnings
                : [.. means.Warnings, $"{product.Variable}: clouds leave {without.Count} places without a value: {Warnings.Some(without)}"],
            cancellationToken
        );
    }

    /// <summary>The composites that the weeks or months of a part have days of.</summary>
    private static IReadOnlyList<DateOnly> Wanted(ModisProduct product, IReadOnlyList<DateOnly> dates, PeriodType type, SourcePart part)
    {
        var periods = Periods(type, part);
        return periods.Count == 0 ? [] : Composites.Between(product, dates, periods[0].Start, periods[^1].End);
    }

    /// <summary>The weeks or months that begin within a part.</summary>
    private static IReadOnlyList<Period> Periods(PeriodType type, SourcePart part)
    {
        var first = Period.Containing(type, part.First);
        first = first.Start < part.First ? first.Plus(1) : first;
        return [.. Enumerable.Range(0, Period.Containing(type, part.Last).Minus(first) + 1).Select(first.Plus)];
    }

    /// <summary>Whether all days of a period belong to published composites.</summary>
    private static bool IsKnown(ModisProduct product, IReadOnlyList<DateOnly> dates, Period period) =>
        dates.Count > 0 && dates[0] <= period.End && Composites.KnownUntil(product, dates[^1]) >= period.End;

    private bool IsHad(ModisProduct product, IReadOnlyList<DateOnly> dates, PeriodType type, SourcePart part, StoredPart? stored) =>
        stored is not null
        && (
            stored.Settles(part)
            || (
                stored.Part.Scope == part.Scope
                && stored.Part.First <= part.First
                && (stored.Version == Version(product, Wanted(product, dates, type, part)) || IsRecent(stored.StoredAt))
            )
        );

    // A clock that was set back must not keep anything from being asked for.
    private bool IsRecent(DateTimeOffset storedAt) =>
        tools.Clock.GetUtcNow() - storedAt is var age && age >= TimeSpan.Zero && age < service.Rest;

    private static string Version(ModisProduct product, IReadOnlyList<DateOnly> dates) =>
        string.Create(CultureInfo.InvariantCulture, $"{product.Name} to {dates[^1]:yyyy-MM-dd}, {dates.Count} composites");

    /// <summary>From the first wanted day to today, in parts that begin with the same months each year.</summary>
    private IEnumerable<SourcePart> Stretches(ModisProduct product, SourceScope scope)
    {
        var months = product.Days > 8 ? MonthsOfFortnights : MonthsOfWeeks;
        var digest = scope.Digest(Source, service.Name, product.Name, service.Name == ModisSettings.Ornl ? $"{boxKilometers}" : "", "1");
        var begin = new DateOnly(scope.First.Year, ((scope.First.Month - 1) / months * months) + 1, 1);
        for (; begin <= scope.Today; begin = begin.AddMonths(months))
        {
            yield return new SourcePart(
                string.Create(CultureInfo.InvariantCulture, $"{product.Variable}-{begin:yyyy-MM}"),
                begin < scope.First ? scope.First : begin,
                begin.AddMonths(months).AddDays(-1),
                digest
            );
        }
    }

    private async Task<(ModisProduct Product, IReadOnlyList<DateOnly> Dates)> OfAsync(
        SourcePart part,
        SourceScope scope,
        CancellationToken cancellationToken
    )
    {
        var product = products.First(product => part.Key.StartsWith($"{product.Variable}-", StringComparison.Ordinal));
        if (!_dates.TryGetValue(product.Name, out var dates))
        {
            _dates[product.Name] = dates = await service.DatesAsync(product, scope, cancellationToken);
        }

        return (product, dates);
    }

    private static PeriodType Type(SourceScope scope) =>
        scope.Type
        ?? throw new UserFacingException(
            $"{Source}: the database holds no case reports, so whether weeks or months are wanted is not known.",
            "Import case reports first, or connect DHIS2 in the sources file: docs/sources.md."
        );
}
