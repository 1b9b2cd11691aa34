using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>The schema of the test's database: a file beside where the database would be.</summary>
internal static class SchemaFile
{
    public static bool IsWithinReach => Directory.Exists(Path.GetDirectoryName(Place()));

    /// <summary>
    /// Shows, while it is held, that <paramref name="work"/> is under way: the number of its process in a file beside the database.
    /// </summary>
    public static FileStream Begin(string work)
    {
        var file = new FileStream(
            $"{Place()}.{work}",
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.DeleteOnClose,
            }
        );
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}"));
        file.Flush();
        return file;
    }

    /// <summary>True while a test has laid a file beside the database that says so.</summary>
    public static bool IsUnreachable => File.Exists(Place() + ".unreachable");

    public static string Read() => File.Exists(Place()) ? File.ReadAllText(Place()) : Text(1, 1);

    /// <summary>Keeps what is there, under the name of the program that did so and the schema, all at once.</summary>
    public static string BackUp(Behavior behavior)
    {
        var schema = Version();
        Directory.CreateDirectory(Backups);
        var file = Path.Combine(Backups, $"schema-{schema}-by-{behavior.Commit[..2]}-{Guid.NewGuid():N}.backup");
        File.WriteAllText(file + ".unfinished", Read());
        File.Move(file + ".unfinished", file);
        return file;
    }

    /// <summary>To the schema of the artifact. What nobody had backed up before leaves a note of that.</summary>
    public static string Raise(Behavior behavior)
    {
        var schema = Version();
        if (schema < behavior.Schema)
        {
            if (!Directory.Exists(Backups) || !Directory.EnumerateFiles(Backups, $"schema-{schema}-*.backup").Any())
            {
                File.WriteAllText(Place() + ".unprotected", $"migrated from schema {schema} without a backup of it");
            }
            File.WriteAllText(Place() + ".new", Text(behavior.Schema, behavior.OldestReader));
            File.Move(Place() + ".new", Place(), overwrite: true);
        }
        return Read();
    }

    private static string Backups => Path.Combine(Path.GetDirectoryName(Place())!, "backups");

    private static long Version() => JsonDocument.Parse(Read()).RootElement.GetProperty("to").GetInt64();

    private static string Text(long version, long oldestReader) => JsonSerializer.Serialize(new { to = version, oldestReader });

    private static string Place() => Database.Place() + ".schema";
}
