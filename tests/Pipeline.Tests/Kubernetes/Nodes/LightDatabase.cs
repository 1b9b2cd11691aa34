using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>
/// A database as the backend's commands see it: nothing is imported before it has a schema, nothing trained without data, nothing forecast
/// without a model. Reads parcels by itself, so that their form is held by two readers.
/// </summary>
internal sealed class LightDatabase
{
    /// <summary>An import refuses a file that holds this.</summary>
    public const string Broken = "12O cases";

    public int Schema { get; private set; }

    /// <summary>SHA-256 of each file that was imported, by its name.</summary>
    public ConcurrentDictionary<string, string> Imported { get; } = new(StringComparer.Ordinal);

    public bool HasModel { get; private set; }

    public bool HasForecasts { get; private set; }

    /// <summary>The variables of the Job that fetched.</summary>
    public IReadOnlyDictionary<string, string>? Fetched { get; private set; }

    /// <returns>Null for commands that have nothing to do with data.</returns>
    public (int Code, string Output)? Answer(ContainerStart start, int schema)
    {
        switch (start.Arguments)
        {
            case ["migrate", "status", ..]:
                return (0, $$"""{"to":{{Schema}},"oldestReader":{{Schema}}}""");
            case ["migrate", "up", ..]:
                Schema = schema;
                return (0, "{}");
            case ["import" or "train" or "forecast" or "sources", ..] when Schema == 0:
                return (1, "The database has no schema yet.\n");
            case ["sources", "fetch", "--no-forecast"]:
                Fetched = start.Environment;
                Imported["sources"] = "";
                return (0, "2 sources: 12 new values.\n");
            case ["import", ..]:
                return Import(start);
            case ["train"]:
                HasModel = !Imported.IsEmpty;
                return HasModel ? (0, "malaria version 1 is champion.\n") : (1, "There are no observations.\n");
            case ["forecast"]:
                HasForecasts = HasModel;
                return HasForecasts ? (0, "Forecasts of 3 locations.\n") : (1, "There is no champion.\n");
            default:
                return null;
        }
    }

    private (int Code, string Output) Import(ContainerStart start)
    {
        var folder = start.Arguments[^1];
        start.Arguments[^2].ShouldBe("--parcel");
        List<string> parts =
        [
            .. start.Files.Keys.Where(path => path.StartsWith(folder + "/part-", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        var archive = parts.Aggregate(Array.Empty<byte>(), (whole, path) => [.. whole, .. start.Files[path]]);
        Encoding.ASCII.GetString(start.Files[folder + "/sha256"]).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(archive)));
        using var plain = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            found[entry.Name] = bytes.ToArray();
        }
        if (found.FirstOrDefault(pair => pair.Value.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Broken)) >= 0).Key is { } broken)
        {
            return (1, $"{broken} was not imported: 1 problem.\n  line 3, disease_cases: '{Broken}' is not a number\n");
        }
        var news = found.Count(pair =>
            Convert.ToHexStringLower(SHA256.HashData(pair.Value)) is var digest
            && (!Imported.TryGetValue(pair.Key, out var before) || before != digest)
            && (Imported[pair.Key] = digest) == digest
        );
        return (
            0,
            $"warning: two totals were left out\n{start.Arguments[1]}: "
                + (news == 0 ? "0 new values: all were there already.\n" : $"{news} new values.\n")
        );
    }
}
