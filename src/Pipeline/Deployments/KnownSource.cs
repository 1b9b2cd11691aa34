using System.Text.Json;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// The data that an installation serves, as <c>up</c> was last told. Another file of data is no reason to begin an empty database
/// unasked, and <c>up</c> without a file goes on with the one it knows.
/// </summary>
/// <param name="File">Of observations.</param>
/// <param name="Boundaries">Of its locations.</param>
/// <param name="Database">The address, without a password.</param>
internal sealed record KnownSource(string File, string? Boundaries, string Database)
{
    /// <summary>Whether the file names services to fetch from.</summary>
    public bool IsFetched { get; init; }

    /// <summary>The same source again, with other boundaries where given.</summary>
    public DataSource Again(StateDirectory state, string? boundaries) =>
        IsFetched ? DataSource.Fetched(state, File) : DataSource.Given(state, File, boundaries ?? Boundaries);

    public static KnownSource? Read(StateDirectory state)
    {
        if (!System.IO.File.Exists(PathOf(state)))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(PathOf(state)), DeploymentJson.Default.KnownSource);
        }
        catch (JsonException damaged)
        {
            throw new UserFacingException(
                $"{PathOf(state)} is damaged: {damaged.Message}",
                "Remove it and name the data again with --data.",
                damaged
            );
        }
    }

    /// <summary>Simulated data are known without a note.</summary>
    public static void Remember(DataSource source, StateDirectory state)
    {
        if (source.IsSimulated)
        {
            System.IO.File.Delete(PathOf(state));
            return;
        }
        var known = new KnownSource(source.File, source.Boundaries, source.Database.Url) { IsFetched = source.IsFetched };
        AtomicFile.Write(PathOf(state), JsonSerializer.SerializeToUtf8Bytes(known, DeploymentJson.Default.KnownSource));
    }

    /// <summary>Refuses to begin another database in passing.</summary>
    public void RequireSame(DataSource asked)
    {
        if (asked.Database.Url == Database || asked.Database.Path is not { } path || System.IO.File.Exists(path))
        {
            return;
        }
        throw new UserFacingException(
            $"{asked.File} is another file than {File}, which is served, and would begin a new, empty database",
            $"To add its rows to what is served: ./pipeline up --{(asked.IsFetched ? "sources" : "data")} '{asked.File}' --database '{Database}'. "
                + "To begin a new database: add --new-database."
        );
    }

    private static string PathOf(StateDirectory state) => Path.Combine(state.Data, "source.json");
}
