using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>The schema of the test's database: a file beside where the database would be.</summary>
internal static class SchemaFile
{
    /// <summary>True while a test has laid a file beside the database that says so.</summary>
    public static bool IsUnreachable => File.Exists(Place() + ".unreachable");

    public static string Read() => File.Exists(Place()) ? File.ReadAllText(Place()) : Text(1, 1);

    public static string Raise(Behaviour behaviour)
    {
        if (JsonDocument.Parse(Read()).RootElement.GetProperty("to").GetInt64() < behaviour.Schema)
            File.WriteAllText(Place(), Text(behaviour.Schema, behaviour.OldestReader));
        return Read();
    }

    private static string Text(long version, long oldestReader) => JsonSerializer.Serialize(new { to = version, oldestReader });

    private static string Place() => Database.Place() + ".schema";
}
