using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>Asks a DHIS2 what works: address, key, units, the right to read the data, first and last period, one value.</summary>
internal sealed class Dhis2Checks(Dhis2Client client, Dhis2Settings settings, SourceScope scope)
{
    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine>();
        await TryAsync(lines, "address", () => AddressAsync(cancellationToken));
        if (lines[^1].Works == true)
        {
            await TryAsync(lines, "key", () => UserAsync(cancellationToken));
        }

        if (lines[^1].Works == true)
        {
            await TryAsync(lines, "analytics", () => TablesAsync(cancellationToken));
            await TryAsync(lines, "units", () => UnitsAsync(cancellationToken));
            await DataAsync(lines, cancellationToken);
        }

        return lines;
    }

    private static async Task TryAsync(List<CheckLine> lines, string what, Func<Task<CheckLine>> check)
    {
        try
        {
            lines.Add(await check());
        }
        catch (UserFacingException failure)
        {
            lines.Add(CheckLine.Failed(what, failure));
        }
    }

    private async Task<CheckLine> AddressAsync(CancellationToken cancellationToken)
    {
        var info = await client.InfoAsync(cancellationToken);
        info.RequireIsoCalendar();
        return CheckLine.Fine("address", $"DHIS2 {info.Version} at {client.Address}");
    }

    private async Task<CheckLine> UserAsync(CancellationToken cancellationToken)
    {
        using var json = await client.GetAsync("me.json?fields=id,username,name", cancellationToken);
        return CheckLine.Fine("key", $"of the user {Dhis2Client.Text(json.RootElement, "username") ?? "(unnamed)"}");
    }

    private async Task<CheckLine> TablesAsync(CancellationToken cancellationToken)
    {
        if (settings.IsRaw)
        {
            return CheckLine.Fine("analytics", "not used: raw values are read");
        }

        var info = await client.InfoAsync(cancellationToken);
        return info.Analytics.Length > 0
            ? CheckLine.Fine("analytics", $"tables of {info.Analytics}: what was entered since is not in them")
            : CheckLine.Unknown("analytics", "this DHIS2 does not say when its analytics tables were made, or they never were");
    }

    private async Task<CheckLine> UnitsAsync(CancellationToken cancellationToken)
    {
        var units = await UnitReader.ListAsync(client, settings, cancellationToken);
        using var shapes = await client.GetAsync(
            $"organisationUnits.geojson?level={settings.Level}" + (settings.Root is { } root ? $"&parent={root}" : ""),
            cancellationToken
        );
        var shaped = shapes.RootElement.TryGetProperty("features", out var features)
            ? features
                .EnumerateArray()
                .Select(feature => Dhis2Client.Text(feature, "id"))
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal)
            : [];
        string[] without = [.. units.Where(unit => !shaped.Contains(unit.Uid)).Select(unit => unit.Name)];
        return CheckLine.Fine(
            "units",
            $"{units.Count} of level {settings.Level}, {units.Count - without.Length} with a boundary"
                + (without.Length == 0 ? "" : $"; without: {Warnings.Some(without)}")
        );
    }

    /// <summary>Looks backwards for the newest year with values, then for the oldest.</summary>
    private async Task DataAsync(List<CheckLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            var units = await UnitReader.ListAsync(client, settings, cancellationToken);
            var (newest, oldest) = ((Sample?)null, (Sample?)null);
            var empty = 0;
            for (var year = scope.Today.Year; year >= scope.First.Year && (newest is null || empty < 2); year--)
            {
                var found = await SamplesAsync(year, units, cancellationToken);
                empty = found.Count == 0 ? empty + 1 : 0;
                newest ??= found.Count > 0 ? found[^1] : null;
                oldest = found.Count > 0 ? found[0] : oldest;
            }

            if (newest is null)
            {
                lines.Add(
                    new CheckLine(
                        "data",
                        Works: false,
                        $"no value of {string.Join(", ", settings.Items[0].Parts)} since {scope.First:yyyy-MM}. Check the UIDs of the data "
                            + "elements, periods, and that the user may read their data."
                    )
                );
                return;
            }

            lines.Add(CheckLine.Fine("data", "may be read"));
            lines.AddRange(await SilentAsync(newest.Period.Year, units, cancellationToken));
            lines.Add(CheckLine.Fine("first period", oldest!.Period.ToString()));
            lines.Add(CheckLine.Fine("last period", newest.Period.ToString()));
            lines.Add(
                CheckLine.Fine(
                    "sample value",
                    string.Create(CultureInfo.InvariantCulture, $"{newest.Unit.Name}, {newest.Period}: {newest.Value} ({newest.Part})")
                )
            );
        }
        catch (UserFacingException failure)
        {
            lines.Add(CheckLine.Failed("data", failure));
        }
    }

    /// <summary>Parts of what is asked for that have no value in the newest year.</summary>
    private async Task<IEnumerable<CheckLine>> SilentAsync(int year, IReadOnlyList<OrgUnit> units, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(year, units, cancellationToken);
        string[] texts = [.. AskedPeriod.Of(settings, year, scope.Today).Select(asked => asked.Text), $"{year:0000}"];
        return
        [
            .. from item in settings.Items
            from part in item.Parts
            where !units.Any(unit => texts.Any(text => !double.IsNaN(answer.Of(part, unit.Uid, text))))
            select new CheckLine(
                item.Variable,
                Works: false,
                $"{part} has no value in {year}. Check its UID, and the right to read its data."
            ),
        ];
    }

    private Task<Answer> ReadAsync(int year, IReadOnlyList<OrgUnit> units, CancellationToken cancellationToken) =>
        new ValueReader(client, settings).ReadAsync(
            year,
            scope.Today,
            [.. units.Select(unit => unit.Uid)],
            _ => Task.CompletedTask,
            cancellationToken
        );

    private async Task<IReadOnlyList<Sample>> SamplesAsync(int year, IReadOnlyList<OrgUnit> units, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(year, units, cancellationToken);
        return
        [
            .. from asked in AskedPeriod.Of(settings, year, scope.Today)
            from part in settings.Items[0].Parts
            from unit in units
            let value = answer.Of(part, unit.Uid, asked.Text)
            where !double.IsNaN(value)
            select new Sample(unit, asked.Period, part, value),
        ];
    }

    private sealed record Sample(OrgUnit Unit, Period Period, string Part, double Value);
}
