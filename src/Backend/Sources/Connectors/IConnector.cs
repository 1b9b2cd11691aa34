using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>
/// A service that gives data. What is missing is planned as parts, each small enough to be fetched and stored by itself; a part is fetched
/// into a folder, from where an interrupted fetch goes on, then checked, converted to our units and stored in one transaction. Doing any of
/// it twice must be as good as doing it once.
/// </summary>
internal interface IConnector
{
    /// <summary>Short and stable, as in the sources file: <c>era5</c>.</summary>
    string Name { get; }

    /// <summary>What it brings, for people.</summary>
    string Purpose { get; }

    /// <summary>Where, without secrets.</summary>
    Uri Address { get; }

    /// <summary>When, as a cron expression of Quartz in UTC.</summary>
    string Schedule { get; }

    /// <summary>The variables that it stores for places that are there. Two sources of one variable are refused at the start.</summary>
    IReadOnlyList<string> Stores => [];

    /// <summary>Cases, places and boundaries are brought before whatever is taken for these places.</summary>
    bool BringsPlaces { get; }

    /// <summary>Whether a model uses what it brings. Where none does, new values are no reason to forecast anew.</summary>
    bool FeedsForecasts => true;

    /// <summary>How old the newest stored day may be while all is well; null where age says nothing.</summary>
    TimeSpan? ExpectedAge => null;

    /// <summary>Asks the service what works: address, key, licence, first and last period, one sample value.</summary>
    Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken);

    /// <summary>What is to be fetched now, oldest first: all that is not in <paramref name="stored"/> or may have changed since.</summary>
    /// <exception cref="UserFacingException">The service does not say what there is.</exception>
    Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    );

    /// <summary>Brings a part into its folder; whole files that are there already from an interrupted run are not fetched again.</summary>
    /// <exception cref="UserFacingException">It cannot be fetched: source, period, place and remedy.</exception>
    Task<FetchedPart> FetchAsync(
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Checks, converts and stores what was fetched, and notes the part as stored in the same transaction, by
    /// <see cref="StoredParts.NoteAsync"/>.
    /// </summary>
    /// <exception cref="UserFacingException">What was fetched cannot be used. The folder is then emptied and nothing is stored.</exception>
    Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    );
}

/// <summary>One request's worth of data.</summary>
/// <param name="Key">Names it within the source for ever: <c>2024-05</c>.</param>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
/// <param name="Scope">Digest of everything else that the stored values depend on: boundaries, variables, product. A stored part of
/// another scope is fetched again.</param>
internal sealed record SourcePart(string Key, DateOnly First, DateOnly Last, string Scope);

/// <summary>What a fetch brought.</summary>
/// <param name="Version">What the source calls it: <c>final</c>, <c>ERA5T</c>, a time of its last change; null where there is nothing
/// yet.</param>
/// <param name="IsFinal">False where the source will replace it.</param>
/// <param name="Why">Why there is nothing yet.</param>
internal sealed record FetchedPart(string? Version, bool IsFinal, string? Why = null)
{
    public static FetchedPart NotYet(string why) => new(null, IsFinal: false, why);
}

/// <summary>One thing that was asked of a service.</summary>
/// <param name="What">Address, key, licence, first period, last period, sample value …</param>
/// <param name="Works">Null where it cannot be known yet.</param>
/// <param name="Detail">The answer, or what is wrong and what to do.</param>
internal sealed record CheckLine(string What, bool? Works, string Detail)
{
    public static CheckLine Fine(string what, string detail) => new(what, Works: true, detail);

    public static CheckLine Failed(string what, UserFacingException failure) => new(what, Works: false, failure.Line);

    public static CheckLine Unknown(string what, string why) => new(what, Works: null, why);
}

/// <summary>
/// Where the files of one part lie until they are stored. It outlives the process, so that an interrupted fetch goes on; another run that
/// fetches the same part at the same time is refused.
/// </summary>
internal sealed class PartFolder : IDisposable
{
    private readonly FileStream _lock;

    private PartFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="UserFacingException">Another run has it, or it cannot be written.</exception>
    public static PartFolder Open(string root, string source, SourcePart part)
    {
        // A part of another scope is another part: the rest of an old one must not enter it.
        var path = System.IO.Path.Combine(root, source, $"{part.Key}-{part.Scope[..Math.Min(12, part.Scope.Length)]}");
        try
        {
            CreatePrivate(root);
            CreatePrivate(System.IO.Path.Combine(root, source));
            CreatePrivate(path);
#pragma warning disable CA2000 // The folder disposes it.
            return new PartFolder(path, new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
#pragma warning restore CA2000
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UserFacingException(
                $"{source} {part.Key}: {path} cannot be used: {refused.Message}",
                "If another run is fetching it, wait for that. Otherwise check that this user may write there, or set SOURCES_DIR.",
                refused
            );
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Forgets what was fetched: it is stored, or it is of no use.</summary>
    public void Empty()
    {
        foreach (var file in Directory.EnumerateFiles(Path))
        {
            System.IO.File.Delete(file);
        }
    }

    public void Dispose()
    {
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
            System.IO.File.Delete($"{Path}.lock");
        }

        _lock.Dispose();
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
