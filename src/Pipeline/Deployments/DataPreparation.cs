using System.Globalization;
using System.Text;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// From data to stored forecasts: simulate where there are no data, import, train, forecast; or fetch from services, which does all of it.
/// Remembered, and not repeated for the same data and code.
/// </summary>
internal sealed class DataPreparation(
    DataSource source,
    string artifact,
    string artifactPath,
    IReadOnlyDictionary<string, string> configuration,
    string workingDirectory,
    IReadOnlyDictionary<string, string> settings
)
{
    private const string Remedy =
        "Nothing was put into service; what served before still does. Correct the file and run the command again.";

    private const string Again =
        "What was fetched is stored. Nothing was put into service; what served before still does. Run the command again: it goes on from there.";

    /// <summary>Also where the note is right and the database is not there any more.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken) =>
        !File.Exists(source.Note)
        || await File.ReadAllTextAsync(source.Note, cancellationToken) != await source.FingerprintAsync(artifact, cancellationToken)
        || (
            source.Database.Path is { } path
                ? !File.Exists(path)
                : (await new BackendTool(artifactPath, workingDirectory, configuration).SchemaAsync(cancellationToken)).Version == 0
        );

    /// <summary>
    /// Tells <paramref name="done"/> each part that is done, and <paramref name="warn"/> what the import had to change or leave out.
    /// </summary>
    public async Task RunAsync(Action<string> done, Action<string> warn, CancellationToken cancellationToken)
    {
        var backend = new BackendTool(artifactPath, workingDirectory, configuration);
        if (source.IsSimulated && !File.Exists(source.File))
        {
            await backend.RunAsync(
                ["simulate", "--out", Path.GetDirectoryName(source.File)!],
                "simulating a country",
                Remedy,
                cancellationToken
            );
            done("simulated a country (SIMULATED data)");
        }
        if (source.IsFetched)
        {
            await FetchAsync(done, warn, cancellationToken);
            return;
        }
        string[] boundaries = source.Boundaries is null ? [] : ["--boundaries", source.Boundaries];
        string[] hierarchy = source.Hierarchy is null ? [] : ["--hierarchy", source.Hierarchy];
        var import = await backend.SucceedAsync(
            ["import", source.File, .. boundaries, .. hierarchy],
            $"importing {source.File}",
            Remedy,
            cancellationToken
        );
        foreach (var warning in import.Errors.Split('\n').Where(line => line.StartsWith("warning:", StringComparison.Ordinal)))
        {
            warn(warning);
        }
        done("imported");
        await backend.RunAsync(["train", "--json"], "training", Remedy, cancellationToken);
        done("trained and evaluated");
        await backend.RunAsync(["forecast", "--json"], "forecasting", Remedy, cancellationToken);
        done("forecasts stored");
        await NoteAsync(cancellationToken);
    }

    /// <summary>With the settings of the machine: they hold the keys of the services.</summary>
    private async Task FetchAsync(Action<string> done, Action<string> warn, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["SOURCES_FILE"] = source.File };
        foreach (var (name, value) in configuration)
        {
            all[name] = value;
        }
        var backend = new BackendTool(artifactPath, workingDirectory, all);
        var fetched = await backend.SucceedAsync(
            ["sources", "fetch"],
            $"fetching from the sources in {source.File}",
            Again,
            cancellationToken
        );
        foreach (var warning in fetched.Output.Split('\n').Where(line => line.StartsWith("warning:", StringComparison.Ordinal)))
        {
            warn(warning);
        }
        done("fetched, trained and forecast");
        await NoteAsync(cancellationToken);
    }

    private async Task NoteAsync(CancellationToken cancellationToken) =>
        AtomicFile.Write(source.Note, Encoding.UTF8.GetBytes((await source.FingerprintAsync(artifact, cancellationToken))!));
}

/// <summary>
/// Data before service: a release that starts has its forecasts. Observations are only ever appended, so there is nothing to undo.
/// </summary>
internal sealed class DataStep(DataSource source, DataPreparation preparation, TimeProvider time) : IReleaseStep
{
    public string Name => StepNames.Data;

    public string Intent => $"import {source.Name}, train, forecast (into {source.Database.Url})";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) => !await preparation.IsNeededAsync(cancellationToken);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        var warnings = new List<string>();
        var began = time.GetTimestamp();
        await preparation.RunAsync(
            part =>
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{part} ({time.GetElapsedTime(began).TotalSeconds:0.0} s)"));
                began = time.GetTimestamp();
            },
            warnings.Add,
            cancellationToken
        );
        return string.Join("\n  ", [$"{source.Name}: {string.Join(", ", parts)}", .. warnings]);
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
