using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>deploy/Dockerfile, taken apart.</summary>
internal sealed partial record Dockerfile(IReadOnlyList<Stage> Stages)
{
    public static string Location => Checkout.At("deploy", "Dockerfile");

    public Stage Last => Stages[^1];

    public static Dockerfile Read() => Parse(File.ReadAllText(Location));

    public static Dockerfile Parse(string text)
    {
        var stages = new List<Stage>();
        var lines = Continuation()
            .Replace(text, " ")
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#');
        foreach (var line in lines)
        {
            var (word, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second.Trim()) : (line, "");
            if (word == "FROM")
            {
                var from = From().Match(rest);
                stages.Add(new Stage(from.Groups["image"].Value, from.Groups["name"].Value, []));
            }
            else
            {
                stages[^1].Instructions.Add((word, rest));
            }
        }
        return new Dockerfile(stages);
    }

    [GeneratedRegex(@"\\\r?\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Continuation();

    [GeneratedRegex(
        @"^(--platform=\S+\s+)?(?<image>\S+)(\s+AS\s+(?<name>\S+))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex From();
}

internal sealed record Stage(string Image, string Name, List<(string Word, string What)> Instructions)
{
    public string? Only(string word) => Instructions.SingleOrDefault(instruction => instruction.Word == word).What;
}
