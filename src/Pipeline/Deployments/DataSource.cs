using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Which data an installation forecasts from, and the database that holds them: by default one for each source, so that simulated and real
/// data never meet.
/// </summary>
/// <param name="Name">Short, for file names and people.</param>
/// <param name="File">The observations.</param>
/// <param name="Boundaries">The locations' outlines, where given.</param>
/// <param name="Database">A file of its own, or what <see cref="In"/> says.</param>
/// <param name="Note">The file that remembers what has been prepared there.</param>
internal sealed record DataSource(string Name, string File, string? Boundaries, DatabaseAddress Database, string Note)
{
    /// <summary>A file of which locations make up which regions, where given; the one that is stored stays as it is without it.</summary>
    public string? Hierarchy { get; init; }

    public bool IsSimulated => Name == "simulated";

    /// <summary>Whether <see cref="File"/> holds no observations but names the services that they are fetched from.</summary>
    public bool IsFetched { get; init; }

    /// <summary>The same data in another database, such as one on a server.</summary>
    public DataSource In(DatabaseAddress database, StateDirectory state)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database.Url + File)))[..8];
        return this with { Database = database, Note = Path.Combine(state.Data, $"{Name}-{hash}.prepared") };
    }

    public static DataSource Simulated(StateDirectory state)
    {
        var folder = Path.Combine(state.Data, "simulated");
        return InFile(
            "simulated",
            Path.Combine(folder, "observations.csv"),
            Path.Combine(folder, "boundaries.geojson"),
            Path.Combine(state.Data, "simulated.db")
        );
    }

    /// <summary>A source is known by where it is: when its file grows, the new rows join those already known.</summary>
    public static DataSource Given(StateDirectory state, string file, string? boundaries)
    {
        var path = Existing(file, "--data");
        var folder = Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } parent ? parent + "-" : "";
        var name = new string([
            .. (folder + Path.GetFileNameWithoutExtension(path)).Select(letter =>
                char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'
            ),
        ]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];
        return InFile(
            name,
            path,
            boundaries is null ? null : Existing(boundaries, "--boundaries"),
            Path.Combine(state.Data, $"{name}-{hash}.db")
        );
    }

    /// <summary>Fetched from the services that a file names.</summary>
    public static DataSource Fetched(StateDirectory state, string file)
    {
        var path = Existing(file, "--sources");
        return Given(state, path, null) with { IsFetched = true };
    }

    /// <summary>With a hierarchy of its locations.</summary>
    public DataSource Under(string? hierarchy) => this with { Hierarchy = hierarchy is null ? null : Existing(hierarchy, "--hierarchy") };

    /// <summary>What the forecasts depend on: the data and the code. Null while there is no data file yet.</summary>
    public async Task<string?> FingerprintAsync(string artifact, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File))
        {
            return null;
        }
        string[] parts =
        [
            artifact,
            await ContentHash.OfFileAsync(File, cancellationToken),
            Boundaries is null ? "-" : await ContentHash.OfFileAsync(Boundaries, cancellationToken),
        ];
        return string.Join(' ', Hierarchy is null ? parts : [.. parts, await ContentHash.OfFileAsync(Hierarchy, cancellationToken)]);
    }

    private static DataSource InFile(string name, string file, string? boundaries, string database) =>
        new(name, file, boundaries, new DatabaseAddress("sqlite:///" + database), database + ".prepared");

    private static string Existing(string given, string option) =>
        System.IO.File.Exists(given)
            ? Path.GetFullPath(given)
            : throw new UserFacingException($"there is no file {Path.GetFullPath(given)}", $"Name an existing file with {option}.");
}
