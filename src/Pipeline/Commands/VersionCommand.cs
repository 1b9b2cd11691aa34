using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class VersionCommand
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var command = new Command(
            "version",
            """
            Print the pipeline's version.

            Examples:
              ./pipeline version
              ./pipeline version --json
            """
        )
        {
            json,
        };
        command.SetAction(parsed =>
        {
            var (version, commit) = Read();
            Console.Out.WriteLine(
                parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        new Dictionary<string, string> { ["version"] = version, ["commit"] = commit },
                        TextJson.Default.DictionaryStringString
                    )
                    : $"pipeline {version} ({commit})"
            );
        });
        return command;
    }

    private static (string Version, string Commit) Read()
    {
        var text =
            typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        var parts = text.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "unknown");
    }
}
