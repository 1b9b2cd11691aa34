using System.Text.Json;

namespace MalariaPredictor.TestSlot;

/// <summary>The commands besides <c>serve</c>, in as few words as the pipeline needs to be satisfied.</summary>
internal static class Chores
{
    public static int Say(string line)
    {
        Console.Out.WriteLine(line);
        return 0;
    }

    public static async Task<int> MigrateAsync(Behavior behavior)
    {
        if (behavior.NeedsDatabase && !SchemaFile.IsWithinReach)
        {
            await Console.Error.WriteLineAsync("the database cannot be opened");
            return 1;
        }
        if (!behavior.MigrationFails)
        {
            using var running = SchemaFile.Begin("migrating");
            await Task.Delay(behavior.MigrationMilliseconds);
            return Say(SchemaFile.Raise(behavior));
        }
        await Console.Error.WriteLineAsync("migration 7 failed: the table is locked");
        return 1;
    }

    public static async Task<int> BackUpAsync(Behavior behavior)
    {
        if (behavior.BackupFails || (behavior.NeedsDatabase && !SchemaFile.IsWithinReach))
        {
            await Console.Error.WriteLineAsync("the backup cannot be written: no space left");
            return 1;
        }
        using var running = SchemaFile.Begin("backing-up");
        await Task.Delay(behavior.BackupMilliseconds);
        var file = SchemaFile.BackUp(behavior);
        return Say(JsonSerializer.Serialize(new { file, bytes = new FileInfo(file).Length }));
    }

    public static int Status()
    {
        if (!SchemaFile.IsUnreachable)
        {
            return Say(SchemaFile.Read());
        }
        Console.Error.WriteLine("the database cannot be reached");
        return 1;
    }

    public static int Version(Behavior behavior) =>
        Say(
            JsonSerializer.Serialize(
                new
                {
                    version = "1",
                    commit = behavior.Commit,
                    schema = new { min = 1, max = behavior.Schema },
                }
            )
        );

    public static int Simulate(string[] args)
    {
        var folder = Directory.CreateDirectory(args[Array.IndexOf(args, "--out") + 1]).FullName;
        File.WriteAllText(Path.Combine(folder, "observations.csv"), "time_period,location,disease_cases\n2020-01,here,1\n");
        File.WriteAllText(Path.Combine(folder, "boundaries.geojson"), """{"type":"FeatureCollection","features":[]}""");
        return Say("{}");
    }

    public static int Import(string[] args, Behavior behavior)
    {
        if (behavior.RejectsImports)
        {
            Console.Error.WriteLine($"{args[1]} was rejected: line 2, column disease_cases: 'x' is not a number");
            return 1;
        }
        var hierarchy = Array.IndexOf(args, "--hierarchy") is >= 0 and var at ? args[at + 1] : null;
        if (hierarchy is not null && File.ReadLines(hierarchy).FirstOrDefault() != "location,parent")
        {
            Console.Error.WriteLine($"{hierarchy} was rejected: line 1: the columns location and parent are missing");
            return 1;
        }
        File.AppendAllText(Database.Place(), hierarchy is null ? "imported\n" : $"imported under {File.ReadAllLines(hierarchy)[^1]}\n");
        return Say("{}");
    }
}
