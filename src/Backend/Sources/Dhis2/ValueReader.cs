using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>Asks DHIS2 for the values of one year.</summary>
internal sealed class ValueReader(Dhis2Client client, Dhis2Settings settings)
{
    /// <summary>So many rows are asked for at a time: below the lowest limit that a DHIS2 usually has.</summary>
    private const int RowsAtOnce = 20_000;

    /// <summary>All values of a year, of all units.</summary>
    /// <exception cref="UserFacingException">DHIS2 does not give them.</exception>
    public async Task<Answer> ReadAsync(
        int year,
        DateOnly today,
        IReadOnlyCollection<string> units,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var periods = AskedPeriod.Of(settings, year, today);
        var answer = new Answer();
        if (settings.IsRaw)
        {
            await AddRawAsync(answer, year, periods, units, cancellationToken);
            return answer;
        }

        string[] parts = [.. settings.Items.Where(item => !item.Yearly).SelectMany(item => item.Parts).Distinct()];
        string[] yearly = [.. settings.Items.Where(item => item.Yearly).SelectMany(item => item.Parts).Distinct()];
        var atOnce = Math.Max(1, RowsAtOnce / Math.Max(1, parts.Length * units.Count));
        foreach (var some in periods.Chunk(atOnce))
        {
            await progress($"{some[0].Period} to {some[^1].Period}.");
            await AddAnalyticsAsync(answer, parts, [.. some.Select(asked => asked.Text)], cancellationToken);
        }

        if (yearly.Length > 0)
        {
            await AddAnalyticsAsync(answer, yearly, [Year(year)], cancellationToken);
        }

        return answer;
    }

    /// <summary>When a raw value of a year was last changed, added or deleted, of the years in which one was since a time.</summary>
    /// <param name="since">By the clock of the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyDictionary<int, DateTime>> ChangedSinceAsync(DateTime since, CancellationToken cancellationToken)
    {
        var years = new Dictionary<int, DateTime>();
        var from = since.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        using var json = await client.GetAsync(
            $"dataValueSets.json?{await ScopeAsync(cancellationToken)}&lastUpdated={from}&includeDeleted=true",
            cancellationToken
        );
        foreach (var value in Values(json.RootElement))
        {
            var (period, updated) = (Dhis2Client.Text(value, "period") ?? "", Dhis2Client.Text(value, "lastUpdated"));
            if (period.Length >= 4 && int.TryParse(period.AsSpan(0, 4), CultureInfo.InvariantCulture, out var year))
            {
                var at = DateTimeOffset.TryParse(updated, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var told)
                    ? told.UtcDateTime
                    : DateTime.MaxValue;
                years[year] = years.TryGetValue(year, out var before) && before > at ? before : at;
            }
        }

        return years;
    }

    private static string Year(int year) => year.ToString("0000", CultureInfo.InvariantCulture);

    private async Task AddAnalyticsAsync(Answer answer, string[] parts, string[] periods, CancellationToken cancellationToken)
    {
        var tooMuch = false;
        try
        {
            using var json = await client.GetAsync(
                $"analytics.json?dimension=dx:{string.Join(';', parts)}&dimension=ou:LEVEL-{settings.Level}"
                    + (settings.Root is { } root ? $";{root}" : "")
                    + $"&dimension=pe:{string.Join(';', periods)}&skipMeta=true",
                (status, words) =>
                {
                    tooMuch = words.Contains(Dhis2Words.TooMuch, StringComparison.Ordinal);
                    return Dhis2Words.Remedy(status, words);
                },
                cancellationToken
            );
            answer.AddAnalytics(json.RootElement, parts.ToHashSet(StringComparer.Ordinal));
        }
        catch (UserFacingException) when (tooMuch && periods.Length > 1)
        {
            // This DHIS2 allows fewer rows than others.
            await AddAnalyticsAsync(answer, parts, periods[..(periods.Length / 2)], cancellationToken);
            await AddAnalyticsAsync(answer, parts, periods[(periods.Length / 2)..], cancellationToken);
        }
    }

    /// <summary>Sums what was entered at the units and below them.</summary>
    private async Task AddRawAsync(
        Answer answer,
        int ofYear,
        IReadOnlyList<AskedPeriod> periods,
        IReadOnlyCollection<string> units,
        CancellationToken cancellationToken
    )
    {
        var wanted = periods.Select(asked => asked.Text).ToHashSet(StringComparer.Ordinal);
        var year = Year(ofYear);
        var unitOf = await UnitsBelowAsync(units, cancellationToken);
        var parts = settings
            .Items.SelectMany(item => item.Parts.Select(part => (part, item.Yearly)))
            .Distinct()
            .ToLookup(pair => pair.part.Split('.')[0]);
        using var json = await client.GetAsync(
            $"dataValueSets.json?{await ScopeAsync(cancellationToken)}"
                + $"&startDate={StartOf(ofYear):yyyy-MM-dd}&endDate={EndOf(ofYear):yyyy-MM-dd}",
            cancellationToken
        );
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in Values(json.RootElement))
        {
            string Of(string name) => Dhis2Client.Text(value, name) ?? "";
            var (element, combination, period, entered) = (Of("dataElement"), Of("categoryOptionCombo"), Of("period"), Of("orgUnit"));
            var key = $"{element}/{combination}/{Of("attributeOptionCombo")}/{period}/{entered}";
            if (!seen.TryAdd(key, Of("value")))
            {
                if (seen[key] == Of("value"))
                {
                    continue;
                }

                throw new UserFacingException(
                    $"{Dhis2Client.Source} {period}: two values of {element} for {entered}: {seen[key]} and {Of("value")}.",
                    "Nothing of it is stored. Run it again."
                );
            }

            if (!unitOf.TryGetValue(entered, out var unit) || Of("value").Length == 0)
            {
                continue;
            }

            foreach (var (part, yearly) in parts[element])
            {
                var isPart = part == element || part == $"{element}.{combination}";
                if (isPart && (yearly ? period == year : wanted.Contains(Normal(period))))
                {
                    answer.Add(part, unit, yearly ? year : Normal(period), Answer.Number(Of("value"), element, entered, period));
                }
            }
        }
    }

    // Some versions write weeks with two digits.
    private static string Normal(string period) => period.Replace("W0", "W", StringComparison.Ordinal);

    // Weeks begin in the year before and end in the year after; whatever else comes with them is left out.
    private DateOnly StartOf(int year) => settings.Periods == PeriodType.Month ? new DateOnly(year, 1, 1) : new DateOnly(year - 1, 12, 25);

    private DateOnly EndOf(int year) => settings.Periods == PeriodType.Month ? new DateOnly(year, 12, 31) : new DateOnly(year + 1, 1, 6);

    private async Task<string> ScopeAsync(CancellationToken cancellationToken)
    {
        IEnumerable<string> roots = settings.Root is { } root
            ? [root]
            : (await client.ListAsync("organisationUnits", "filter=level:eq:1&fields=id", cancellationToken)).Keys.Order(
                StringComparer.Ordinal
            );
        return string.Join(
            '&',
            [.. settings.Raw.Select(set => $"dataSet={set}"), .. roots.Select(unit => $"orgUnit={unit}"), "children=true"]
        );
    }

    /// <summary>For each unit at the level or below, the one at the level that it lies in.</summary>
    private async Task<Dictionary<string, string>> UnitsBelowAsync(IReadOnlyCollection<string> units, CancellationToken cancellationToken)
    {
        var below = settings.Root is { } root ? $"&filter=path:like:{root}" : "";
        var all = await client.ListAsync("organisationUnits", $"filter=level:ge:{settings.Level}{below}&fields=id,path", cancellationToken);
        var wanted = units.ToHashSet(StringComparer.Ordinal);
        return all.Select(pair =>
                (
                    pair.Key,
                    Unit: (Dhis2Client.Text(pair.Value, "path") ?? "")
                        .Split('/', StringSplitOptions.RemoveEmptyEntries)
                        .FirstOrDefault(wanted.Contains)
                )
            )
            .Where(pair => pair.Unit is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Unit!, StringComparer.Ordinal);
    }

    private static IEnumerable<JsonElement> Values(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("dataValues", out var values))
        {
            foreach (var value in values.EnumerateArray())
            {
                yield return value;
            }
        }
        else if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any())
        {
            // A DHIS2 that has none answers with an empty object.
            throw NotUnderstood();
        }
    }

    private static UserFacingException NotUnderstood() =>
        new(
            $"{Dhis2Client.Source}: the answer of dataValueSets holds no dataValues.",
            "Check whether a proxy changes the answers of this DHIS2."
        );
}
