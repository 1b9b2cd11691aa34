using System.Security.Cryptography;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.GeoJson;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>An organisation unit of the level that is forecast.</summary>
/// <param name="Uid">Stays when it is renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Above">The units above it, from the top; the last is its parent.</param>
internal sealed record OrgUnit(string Uid, string Name, IReadOnlyList<UnitAbove> Above)
{
    public UnitAbove? Parent => Above.Count > 0 ? Above[^1] : null;
}

/// <summary>A unit above others.</summary>
internal sealed record UnitAbove(string Uid, string Name);

/// <summary>The units of the level, and the shapes of those that have one.</summary>
internal sealed record UnitList(IReadOnlyList<OrgUnit> Units, IReadOnlyDictionary<string, Geometry> Shapes, IReadOnlyList<string> Noticed)
{
    public IReadOnlyList<OrgUnit> WithoutShape => [.. Units.Where(unit => !Shapes.ContainsKey(unit.Uid))];
}

/// <summary>Fetches the organisation units into two files, and reads them from there.</summary>
internal static class UnitReader
{
    private const string ListFile = "units.json";
    private const string ShapesFile = "shapes.geojson";

    /// <returns>A digest of what was fetched.</returns>
    public static async Task<string> FetchAsync(
        Dhis2Client client,
        Dhis2Settings settings,
        PartFolder folder,
        CancellationToken cancellationToken
    )
    {
        var units = await ListAsync(client, settings, cancellationToken);
        var shapes = await client.BytesAsync(
            $"organisationUnits.geojson?level={settings.Level}" + (settings.Root is { } root ? $"&parent={root}" : ""),
            cancellationToken
        );
        var list = JsonSerializer.SerializeToUtf8Bytes(units);
        await File.WriteAllBytesAsync(folder.File(ListFile), list, cancellationToken);
        await File.WriteAllBytesAsync(folder.File(ShapesFile), shapes, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData([.. list, .. shapes]))[..12];
    }

    public static async Task<UnitList> ReadAsync(PartFolder folder, CancellationToken cancellationToken)
    {
        var list = await File.ReadAllBytesAsync(folder.File(ListFile), cancellationToken);
        var units = JsonSerializer.Deserialize<OrgUnit[]>(list)!;
        return Read(units, await FileContent.ReadAsync(folder.File(ShapesFile), cancellationToken));
    }

    /// <summary>The units alone, without their shapes.</summary>
    /// <exception cref="UserFacingException">There is none, or one cannot be a place.</exception>
    public static async Task<IReadOnlyList<OrgUnit>> ListAsync(
        Dhis2Client client,
        Dhis2Settings settings,
        CancellationToken cancellationToken
    )
    {
        var below = settings.Root is { } root ? $"&filter=path:like:{root}" : "";
        var found = await client.ListAsync(
            "organisationUnits",
            $"filter=level:eq:{settings.Level}{below}&fields=id,name,path,ancestors[id,name]",
            cancellationToken
        );
        OrgUnit[] units = [.. found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Unit(pair.Key, pair.Value))];
        return units.Length > 0
            ? units
            : throw new UserFacingException(
                $"{Dhis2Client.Source}: there is no organisation unit of level {settings.Level}"
                    + (settings.Root is { } under ? $" below {under}." : "."),
                "Check level and root in the sources file; malaria-predictor sources check dhis2 lists the levels."
            );
    }

    private static OrgUnit Unit(string uid, JsonElement element)
    {
        var name = Dhis2Client.Text(element, "name")?.Trim() ?? "";
        if (PlaceCells.Wrong(name) is { } wrong)
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source}: organisation unit {uid} is called '{FileProblem.Shown(name)}': {wrong}",
                "Correct its name in DHIS2."
            );
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.TryGetProperty("ancestors", out var ancestors) && ancestors.ValueKind == JsonValueKind.Array)
        {
            foreach (var ancestor in ancestors.EnumerateArray())
            {
                names[Dhis2Client.Text(ancestor, "id") ?? ""] = Dhis2Client.Text(ancestor, "name")?.Trim() ?? "";
            }
        }

        // The path is in order; the list of ancestors need not be.
        var path = (Dhis2Client.Text(element, "path") ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new OrgUnit(
            uid,
            name,
            [
                .. path.Where(above => above != uid)
                    .Select(above => new UnitAbove(above, names.GetValueOrDefault(above) is { Length: > 0 } known ? known : above)),
            ]
        );
    }

    private static UnitList Read(OrgUnit[] units, FileContent content)
    {
        var (problems, warnings) = (new ProblemList(content.Name), new Warnings());
        var (slices, crs) = FeatureScanner.Scan(content);
        CoordinateSystem.CheckNamed(crs, problems);
        var known = units.Select(unit => unit.Uid).ToHashSet(StringComparer.Ordinal);
        var shapes = new Dictionary<string, Geometry>(StringComparer.Ordinal);
        foreach (var (index, slice) in slices.Index())
        {
            if (
                FeatureReader.Read(slice, index + 1, problems, warnings) is { } feature
                && feature.Texts.GetValueOrDefault("id") is { } uid
                && known.Contains(uid)
                && !shapes.TryAdd(uid, feature.Shape)
                && !shapes[uid].EqualsExact(feature.Shape)
            )
            {
                problems.Add(feature.Line, "id", uid, "there are two different shapes of one organisation unit.", "Run it again.");
            }
        }

        problems.ThrowIfAny();
        return new UnitList(units, shapes, warnings.All);
    }
}
