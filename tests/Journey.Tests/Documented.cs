using System.Runtime.CompilerServices;

namespace MalariaPredictor.Journey.Tests;

/// <summary>
/// The commands that a document shows in its <c>sh</c> blocks. One that cannot be run here says so: <c>sh skip="reason"</c>.
/// </summary>
internal static class Documented
{
    public static IReadOnlyList<string> Commands(string document)
    {
        var commands = new List<string>();
        var inside = false;
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", document)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
            }
            else if (inside && line.Length > 0)
            {
                commands.Add(line);
            }
        }

        return commands;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
