using System.Globalization;
using MalariaPredictor.Skill;

if (args.Contains("--scaling", StringComparer.Ordinal))
{
    int[] sizes = [.. args.Where(text => int.TryParse(text, out _)).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
    ScalingTable.Print(sizes.Length > 0 ? sizes : [500, 1000, 2000, 5000]);
    return 0;
}

if (Array.IndexOf(args, "--held-out") is >= 0 and var at)
{
    if (at + 1 >= args.Length || !Directory.Exists(args[at + 1]))
    {
        await Console.Error.WriteLineAsync(
            "--held-out needs a folder of sets, each a folder with an observations.csv in the CHAP convention."
        );
        return 2;
    }

    HeldOutTable.Print(DataSets.ReadAll(args[at + 1]));
    return 0;
}

if (Array.IndexOf(args, "--collection") is >= 0 and var half)
{
    var judge = half + 1 < args.Length && args[half + 1] == "judge";
    CollectionTable.Print(Collection.Read(Environment.GetEnvironmentVariable("BENCHMARK_DATA"), judge));
    return 0;
}

if (Environment.GetEnvironmentVariable("BENCHMARK_DATA") is not { Length: > 0 } folder)
{
    await Console.Error.WriteLineAsync("BENCHMARK_DATA is not set: name the folder that holds the benchmark data sets.");
    return 2;
}

var sets = DataSets.Read(folder);
if (args.Contains("--ablate", StringComparer.Ordinal))
{
    AblationTable.Print(sets);
    return 0;
}

if (args.Contains("--time", StringComparer.Ordinal))
{
    TimeTable.Print(sets);
    return 0;
}

var skill = SkillScores.Of(sets);
SkillTable.Print(skill);
return Baseline.UpdateOrCompare(skill, update: args.Contains("--update", StringComparer.Ordinal));
