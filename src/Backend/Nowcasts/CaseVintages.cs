using System.Data.Common;
using Dapper;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Nowcasts;

/// <summary>
/// What was known of the cases of each place and period, one period after the other, read from the times at which observations were
/// recorded. Of the recordings within one calendar period, that one counts which came at the time of the period nearest to that of the
/// newest recording: counts are compared with those that were known just as late, and an import that comes on the 12th of one month and the
/// 9th of the next is found all the same. Files of weather alone are no recordings of cases.
/// </summary>
/// <param name="Triangle">By index of <paramref name="Locations"/>.</param>
/// <param name="Locations">Names.</param>
/// <param name="First">The first period of the triangle.</param>
internal sealed record CaseVintages(ReportingTriangle Triangle, IReadOnlyList<string> Locations, Period First)
{
    /// <summary>So many periods are read: those learned from, from the earliest origin that is replayed.</summary>
    private const int Span = (2 * ReportingDelay.Window) + ReportingTriangle.LongestDelay;

    /// <summary>Weather may have gone on being recorded for so many periods after the last cases: that changes nothing.</summary>
    private const int Silence = 24;

    /// <summary>In how many periods anything was recorded, found without reading an observation.</summary>
    public static async Task<int> PeriodsAsync(DbConnection connection, PeriodType type, DateTimeOffset seen)
    {
        var times = await connection.QueryAsync<long>(
            "SELECT recorded_at FROM source_file WHERE recorded_at <= @seen",
            new { seen = Instant.ToStored(seen) }
        );
        return times.Select(time => Containing(type, time)).Distinct().Count();
    }

    /// <summary>Reads what was known until a time; null where no cases were recorded.</summary>
    public static async Task<CaseVintages?> ReadAsync(
        DbConnection connection,
        PeriodType type,
        DateTimeOffset seen,
        CancellationToken cancellationToken
    )
    {
        var rows = (
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    """
                    SELECT o.location_id AS Location, o.period_ordinal AS Ordinal, o.recorded_at AS RecordedAt, o.value AS Value
                    FROM location l JOIN observation o ON o.location_id = l.id
                    WHERE o.variable_id = (SELECT id FROM variable WHERE name = @cases)
                        AND o.period_ordinal >= @first AND o.recorded_at <= @seen
                    ORDER BY o.location_id, o.period_ordinal, o.recorded_at
                    """,
                    new
                    {
                        cases = Variables.Cases,
                        first = Containing(type, Instant.ToStored(seen)).Ordinal - Span - Silence,
                        seen = Instant.ToStored(seen),
                    },
                    cancellationToken: cancellationToken
                )
            )
        ).AsList();
        var told = rows.Where(row => row.Value is not null).ToList();
        if (told.Count == 0)
        {
            return null;
        }

        var earliest = Containing(type, told.Max(row => row.RecordedAt)).Ordinal - Span;
        rows.RemoveAll(row => row.Ordinal < earliest);
        var times = told.Where(row => row.Ordinal >= earliest).Select(row => row.RecordedAt).Distinct().Order().ToList();
        if (times.Count == 0)
        {
            return null;
        }

        var vintages = Chosen(type, times);
        var (oldest, newest) = (vintages.Keys.Min(), vintages.Keys.Max());
        var first = Math.Max(newest - Span, oldest - ReportingTriangle.LongestDelay);
        var names = (await connection.QueryAsync<(long Id, string Name)>("SELECT id, name FROM location")).ToDictionary(
            row => row.Id,
            row => row.Name
        );
        long[] ids = [.. rows.Select(row => row.Location).Distinct().OrderBy(id => names[id], StringComparer.Ordinal)];
        var index = ids.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return new CaseVintages(
            ReportingTriangle.Of(ids.Length, newest - first + 1, Counts(rows, vintages, index, first, newest)),
            [.. ids.Select(id => names[id])],
            StoredPeriod.From(type, first)
        );
    }

    /// <summary>Per period in which cases were recorded the recording that counts.</summary>
    private static Dictionary<int, long> Chosen(PeriodType type, List<long> times)
    {
        var phase = times[^1] - Start(type, times[^1]);
        return times
            .GroupBy(time => Containing(type, time).Ordinal)
            .ToDictionary(period => period.Key, period => period.MinBy(time => Math.Abs(time - Start(type, time) - phase)));
    }

    private static IEnumerable<KnownCount> Counts(
        List<Row> rows,
        Dictionary<int, long> vintages,
        Dictionary<long, int> index,
        int first,
        int newest
    )
    {
        for (int start = 0, end; start < rows.Count; start = end)
        {
            var (location, ordinal) = (rows[start].Location, rows[start].Ordinal);
            end = start + 1;
            while (end < rows.Count && rows[end].Location == location && rows[end].Ordinal == ordinal)
            {
                end++;
            }

            if (ordinal < first)
            {
                continue;
            }

            var known = start - 1;
            for (var vintage = ordinal; vintage <= Math.Min(newest, ordinal + ReportingTriangle.LongestDelay); vintage++)
            {
                if (!vintages.TryGetValue(vintage, out var time))
                {
                    continue;
                }

                while (known + 1 < end && rows[known + 1].RecordedAt <= time)
                {
                    known++;
                }

                if (known >= start && rows[known].Value is { } count and >= 0)
                {
                    yield return new KnownCount(index[location], ordinal - first, vintage - ordinal, count);
                }
            }
        }
    }

    private static Period Containing(PeriodType type, long time) =>
        Period.Containing(type, DateOnly.FromDateTime(Instant.FromStored(time).UtcDateTime));

    private static long Start(PeriodType type, long time) =>
        Instant.ToStored(new DateTimeOffset(Containing(type, time).Start, TimeOnly.MinValue, TimeSpan.Zero));

    // Filled by name: the databases differ in the width of integers, which a constructor would insist on.
    private sealed class Row
    {
        public long Location { get; set; }

        public int Ordinal { get; set; }

        public long RecordedAt { get; set; }

        public double? Value { get; set; }
    }
}
