using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>How this copy of the slot behaves: read from a file in its own folder, so that it is part of the artifact.</summary>
internal sealed record Behavior
{
    public string Commit { get; init; } = "0000000000000000000000000000000000000000";

    /// <summary>Ends with an error before it listens.</summary>
    public bool CrashesOnStart { get; init; }

    /// <summary>
    /// Crashes on its start when it has been started so many times: the first instances of a release run, a later one does not.
    /// </summary>
    public int StartsAtMost { get; init; } = int.MaxValue;

    /// <summary>Never ready from this start of its release on.</summary>
    public int HangsFromStart { get; init; } = int.MaxValue;

    public bool NeverReady { get; init; }

    /// <summary>Not ready any more once it has answered so many requests.</summary>
    public int UnreadyAfter { get; init; } = int.MaxValue;

    /// <summary>Reports this release instead of the one it was given.</summary>
    public string? ReportsRelease { get; init; }

    /// <summary>Reports this commit in /version instead of its own.</summary>
    public string? ReportsCommit { get; init; }

    /// <summary>The quantiles it forecasts.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [1, 2, 3];

    /// <summary>How many locations it forecasts for.</summary>
    public int Locations { get; init; } = 1;

    /// <summary>The forecast of one location in so many is another than the model's, though not insane; 0 for none.</summary>
    public int WrongEvery { get; init; }

    /// <summary>The model it reports.</summary>
    public string Model { get; init; } = "m1";

    /// <summary>The registry holds a model that does not match its digest.</summary>
    public bool ModelWasChanged { get; init; }

    /// <summary>The models it says are registered; null for a slot that does not tell.</summary>
    public IReadOnlyList<string>? RegisteredModels { get; init; }

    /// <summary>How long it thinks before it answers with forecasts.</summary>
    public int ThinksMilliseconds { get; init; }

    /// <summary>Answers with an error to these paths.</summary>
    public string Refuses { get; init; } = "/none";

    /// <summary>The newest schema it knows, which its migration leads to.</summary>
    public long Schema { get; init; } = 1;

    /// <summary>The schema a release must know at least to run after its migration.</summary>
    public long OldestReader { get; init; } = 1;

    /// <summary>What its last migration runs besides.</summary>
    public string MigrationSql { get; init; } = "";

    public bool MigrationFails { get; init; }

    public bool BackupFails { get; init; }

    /// <summary>How long its backup is under way before it is there, all at once.</summary>
    public int BackupMilliseconds { get; init; }

    /// <summary>How long its migration is under way before it takes effect, all at once.</summary>
    public int MigrationMilliseconds { get; init; }

    /// <summary>Neither migrates nor backs up nor is ready while the folder of its database is gone.</summary>
    public bool NeedsDatabase { get; init; }

    public bool RejectsImports { get; init; }

    /// <summary>Does not end when asked to.</summary>
    public bool IgnoresStop { get; init; }

    /// <summary>From this request on, every answer to ordinary requests is an error.</summary>
    public int FailsAfter { get; init; } = int.MaxValue;

    public static Behavior Read()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "behavior.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<Behavior>(File.ReadAllText(file), JsonSerializerOptions.Web)!
            : new Behavior();
    }
}
