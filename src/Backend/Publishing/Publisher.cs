using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>
/// Writes the newest forecasts into DHIS2 as data values. What is there is compared first, and only what differs is sent: in one import,
/// tried before, noted before, and read back after. Values of periods that are no longer forecast are deleted; values that this program
/// did not write are left alone.
/// </summary>
internal sealed class Publisher
{
    private const int Told = 5;

    private readonly Dhis2Connector _dhis2;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly PublicationStore _store;

    /// <exception cref="UserFacingException">The sources file has no section dhis2.publish.</exception>
    public Publisher(Dhis2Connector dhis2, Database database, TimeProvider clock)
    {
        (_dhis2, _database, _clock) = (dhis2, database, clock);
        Settings =
            dhis2.Settings.Publish
            ?? throw new UserFacingException(
                "The sources file has no section dhis2.publish, so nothing is written to DHIS2.",
                "Add `publish:` below dhis2, and below it `automatic: false`: docs/sources-dhis2.md."
            );
        _store = new PublicationStore(database, $"{dhis2.Address} {Settings.Code}");
    }

    public PublishSettings Settings { get; }

    public Preparation Preparation => new(_dhis2.Client, _dhis2.Settings, Settings, _database);

    /// <summary>Publishes the newest forecasts, or says what that would do.</summary>
    /// <exception cref="UserFacingException">It cannot be: nothing was written, or the message says that some may have been.</exception>
    public async Task<PublishReport> PublishAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var run = await RunAsync(cancellationToken);
        var target = await Preparation.FindAsync(cancellationToken);
        var labels = await UnitStore.LabelsAsync(_database, cancellationToken);
        var wanted = Wanted(run, target, labels);
        if (wanted.Count == 0)
        {
            throw new UserFacingException(
                "None of the places with a forecast is a unit of this DHIS2.",
                "Fetch the units first: malaria-predictor sources fetch dhis2."
            );
        }

        var ever = await _store.EverAsync(cancellationToken);
        var current = await CurrentAsync(target, wanted.Keys.Concat(ever), cancellationToken);
        var foreign = current.Keys.Count(key => !wanted.ContainsKey(key) && !ever.Contains(key));
        var changes = Differences(current, wanted, ever);
        var report = new PublishReport(run.Id, run.Origin, wanted.Count, changes, foreign, Lines(changes, target, labels));
        var broken = await _store.NewestAsync(cancellationToken) is { State: PublicationStore.Sending };
        if (changes.Count > 0)
        {
            await SendAsync(changes, current, labels, dryRun: true, cancellationToken);
        }

        if (dryRun || (changes.Count == 0 && !broken && await IsPublishedAsync(run.Id, cancellationToken)))
        {
            return report;
        }

        var id = await _store.BeginAsync(run.Id, changes, key => wanted.GetValueOrDefault(key), _clock.GetUtcNow(), cancellationToken);
        if (changes.Count > 0)
        {
            await SendAsync(changes, current, labels, dryRun: false, cancellationToken);
            await RequireAsync(target, changes, cancellationToken);
        }

        await _store.EndAsync(id, PublicationStore.Published, _clock.GetUtcNow(), cancellationToken);
        return report;
    }

    /// <summary>Whether these forecasts were published and read back.</summary>
    public async Task<bool> IsPublishedAsync(long run, CancellationToken cancellationToken) =>
        await _store.NewestAsync(cancellationToken) is { State: PublicationStore.Published } newest && newest.Run == run;

    /// <summary>Brings back what was there before the newest publication, whether that was completed or not.</summary>
    public async Task<PublishReport> UndoAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var newest =
            await _store.NewestAsync(cancellationToken)
            ?? throw new UserFacingException("Nothing was published to this DHIS2 that could be undone.", "See docs/sources-dhis2.md.");
        var target = await Preparation.FindAsync(cancellationToken);
        var labels = await UnitStore.LabelsAsync(_database, cancellationToken);
        var published = await _store.ChangesAsync(newest.Id, cancellationToken);
        var current = await CurrentAsync(target, published.Keys, cancellationToken);
        var (changes, foreign) = (new Dictionary<ValueKey, Change>(), 0);
        foreach (var (key, change) in published)
        {
            var now = current.GetValueOrDefault(key);
            if (now == change.Before)
            {
                continue;
            }

            if (now != change.After && newest.State == PublicationStore.Published)
            {
                // Somebody wrote another value since: it is not ours to take away.
                foreign++;
                continue;
            }

            changes[key] = new Change(now, change.Before);
        }

        var report = new PublishReport(newest.Run, null, published.Count, changes, foreign, Lines(changes, target, labels));
        if (changes.Count > 0)
        {
            await SendAsync(changes, current, labels, dryRun: true, cancellationToken);
        }

        if (dryRun)
        {
            return report;
        }

        if (changes.Count > 0)
        {
            await SendAsync(changes, current, labels, dryRun: false, cancellationToken);
            await RequireAsync(target, changes, cancellationToken);
        }

        await _store.EndAsync(newest.Id, PublicationStore.Undone, _clock.GetUtcNow(), cancellationToken);
        return report;
    }

    /// <summary>The forecasts that are served now.</summary>
    /// <exception cref="UserFacingException">There are none, or they are not of the data as they are known now.</exception>
    public async Task<ForecastRun> RunAsync(CancellationToken cancellationToken)
    {
        var known = await KnownHistory.ReadAsync(_database, cancellationToken);
        var run =
            await new ForecastStore(_database).LatestAsync(known.All, cancellationToken)
            ?? throw new UserFacingException("There are no forecasts to publish.", "Make some: malaria-predictor forecast.");
        return run.Simulated
                ? throw new UserFacingException("The data are simulated, and such forecasts are not published.", "Use real reports.")
            : run.Superseded
                ? throw new UserFacingException(
                    "The reports were corrected after the newest forecasts were made.",
                    "Make new ones first: malaria-predictor forecast."
                )
            : run;
    }

    private static Dictionary<ValueKey, string> Wanted(ForecastRun run, PublishTarget target, IReadOnlyDictionary<string, string> labels)
    {
        var unitOf = labels.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        return (
            from location in run.Locations
            where unitOf.ContainsKey(location.Location)
            from forecast in location.Horizons
            from element in PublishedElement.All
            let value = element.Value(forecast)
            where value is not null
            select (
                Key: new ValueKey(target.Elements[element.Suffix], unitOf[location.Location], AskedPeriod.Written(forecast.Period)),
                Text: PublishedElement.Written(value.Value)
            )
        ).ToDictionary(pair => pair.Key, pair => pair.Text);
    }

    private static Dictionary<ValueKey, Change> Differences(
        Dictionary<ValueKey, string> current,
        Dictionary<ValueKey, string> wanted,
        HashSet<ValueKey> ever
    )
    {
        var changes = new Dictionary<ValueKey, Change>();
        foreach (var (key, value) in wanted)
        {
            var now = current.GetValueOrDefault(key);
            if (now is null || !Same(now, value))
            {
                changes[key] = new Change(now, value);
            }
        }

        foreach (var (key, now) in current.Where(pair => !wanted.ContainsKey(pair.Key) && ever.Contains(pair.Key)))
        {
            changes[key] = new Change(now, null);
        }

        return changes;
    }

    private static bool Same(string left, string right) =>
        left == right
        || (
            double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
            && first.Equals(second)
        );

    /// <summary>The values that DHIS2 has of our data elements, in all periods of these keys.</summary>
    private async Task<Dictionary<ValueKey, string>> CurrentAsync(
        PublishTarget target,
        IEnumerable<ValueKey> keys,
        CancellationToken cancellationToken
    )
    {
        Period[] periods = [.. keys.Select(key => key.Period).Distinct().Select(Read).Order()];
        var current = new Dictionary<ValueKey, string>();
        if (periods.Length == 0)
        {
            return current;
        }

        var roots = await _dhis2.Client.ListAsync("organisationUnits", "filter=level:eq:1&fields=id", cancellationToken);
        var below = string.Join('&', roots.Keys.Order(StringComparer.Ordinal).Select(unit => $"orgUnit={unit}"));
        using var json = await _dhis2.Client.GetAsync(
            $"dataValueSets.json?dataSet={target.DataSet}&{below}&children=true&startDate={periods[0].Start:yyyy-MM-dd}"
                + $"&endDate={periods[^1].End:yyyy-MM-dd}",
            cancellationToken
        );
        var ours = target.Elements.Values.ToHashSet(StringComparer.Ordinal);
        if (json.RootElement.TryGetProperty("dataValues", out var values))
        {
            foreach (var value in values.EnumerateArray())
            {
                string Of(string name) => Dhis2Client.Text(value, name) ?? "";
                if (ours.Contains(Of("dataElement")) && Of("value").Length > 0)
                {
                    current[new ValueKey(Of("dataElement"), Of("orgUnit"), AskedPeriod.Written(Read(Of("period"))))] = Of("value");
                }
            }
        }

        return current;
    }

    private static Period Read(string text) =>
        PeriodParser.TryParse(text, out var period)
            ? period
            : throw new UserFacingException(
                $"{Dhis2Client.Source}: a data value has the period '{text}', which is neither a month nor a week.",
                "The data set of the forecasts holds other values: choose another publish.code in the sources file."
            );

    /// <summary>One import for all: what is written and what is deleted.</summary>
    private async Task SendAsync(
        IReadOnlyDictionary<ValueKey, Change> changes,
        Dictionary<ValueKey, string> current,
        IReadOnlyDictionary<string, string> labels,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var values = new JsonArray();
        foreach (var (key, change) in changes.OrderBy(pair => (pair.Key.Unit, pair.Key.Period, pair.Key.Element)))
        {
            var value = new JsonObject
            {
                ["dataElement"] = key.Element,
                ["period"] = key.Period,
                ["orgUnit"] = key.Unit,
                ["value"] = change.After ?? current[key],
            };
            if (change.After is null)
            {
                value["deleted"] = true;
            }

            values.Add(value);
        }

        var (status, answer) = await _dhis2.Client.PostAsync(
            $"dataValueSets.json?dryRun={(dryRun ? "true" : "false")}&importStrategy=CREATE_AND_UPDATE&async=false",
            new JsonObject { ["dataValues"] = values }.ToJsonString(),
            cancellationToken
        );
        using (answer)
        {
            ImportSummary.Require(status, answer.RootElement, dryRun, labels);
        }
    }

    /// <summary>Reads back what was sent.</summary>
    private async Task RequireAsync(PublishTarget target, Dictionary<ValueKey, Change> changes, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(target, changes.Keys, cancellationToken);
        var other = changes.Count(pair =>
            current.GetValueOrDefault(pair.Key) is var now
            && !(now == pair.Value.After || (now is not null && pair.Value.After is { } after && Same(now, after)))
        );
        if (other > 0)
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source}: DHIS2 took the values, but {other} of {changes.Count} read back are others than were sent.",
                ImportSummary.HalfRemedy
            );
        }
    }

    private static IReadOnlyList<string> Lines(
        Dictionary<ValueKey, Change> changes,
        PublishTarget target,
        IReadOnlyDictionary<string, string> labels
    )
    {
        var suffixOf = target.Elements.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        return
        [
            .. changes
                .OrderBy(pair => labels.GetValueOrDefault(pair.Key.Unit, pair.Key.Unit), StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Period, StringComparer.Ordinal)
                .ThenBy(pair => suffixOf[pair.Key.Element], StringComparer.Ordinal)
                .Take(Told)
                .Select(pair =>
                    $"{labels.GetValueOrDefault(pair.Key.Unit, pair.Key.Unit)} {pair.Key.Period} {suffixOf[pair.Key.Element]}: "
                    + $"{pair.Value.Before ?? "none"} -> {pair.Value.After ?? "none"}"
                ),
        ];
    }
}

/// <summary>What was published, or would be.</summary>
/// <param name="Run">The forecasts.</param>
/// <param name="Origin">The last period known to them; null for an undo.</param>
/// <param name="Values">How many values they have.</param>
/// <param name="Changes">Those that differ.</param>
/// <param name="Foreign">Values of our data elements that this program did not write, and leaves alone.</param>
/// <param name="Lines">The first differences, for people.</param>
internal sealed record PublishReport(
    long Run,
    Period? Origin,
    int Values,
    IReadOnlyDictionary<ValueKey, Change> Changes,
    int Foreign,
    IReadOnlyList<string> Lines
)
{
    public int New => Changes.Values.Count(change => change.Before is null);

    public int Deleted => Changes.Values.Count(change => change.After is null);

    public string Sentence =>
        (
            Changes.Count == 0
                ? $"run {Run}: {Values} values, nothing differs"
                : $"run {Run}: of {Values} values {New} are new, {Changes.Count - New - Deleted} changed, and {Deleted} are deleted"
        ) + (Foreign == 0 ? "." : $"; {Foreign} values that this program did not write are left alone.");
}
