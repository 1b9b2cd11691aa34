using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>The schema of the test's database: a file beside where the database would be.</summary>
internal static class SchemaFile
{
    public static bool IsWithinReach => Directory.Exists(Path.GetDirectoryName(Place()));

    /// <summary>Shows, while it is held, that a migration is under way: the number of its process in a file beside the database.</summary>
    public static FileStream Begin()
    {
        var file = new FileStream(Place() + ".migrating", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.DeleteOnClose });
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}"));
        file.Flush();
        return file;
    }

    /// <summary>True while a test has laid a file beside the database that says so.</summary>
    public static bool IsUnreachable => File.Exists(Place() + ".unreachable");

    public static string Read() => File.Exists(Place()) ? File.ReadAllText(Place()) : Text(1, 1);

    public static string Raise(Behaviour behaviour)
    {
        if (JsonDocument.Parse(Read()).RootElement.GetProperty("to").GetInt64() < behaviour.Schema)
        {
            File.WriteAllText(Place() + ".new", Text(behaviour.Schema, behaviour.OldestReader));
            File.Move(Place() + ".new", Place(), overwrite: true);
        }
        return Read();
    }

    private static string Text(long version, long oldestReader) => JsonSerializer.Serialize(new { to = version, oldestReader });

    private static string Place() => Database.Place() + ".schema";
}
