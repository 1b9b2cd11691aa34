using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>version</c>: which build this is, and which database schemas it can run on.</summary>
internal static class VersionCommand
{
    public static Command Create(HostContext _)
    {
        var json = JsonOutput.Option();
        var command = new Command("version", "Print the version, the commit and the schema range of this build.") { json };
        command.SetAction(parsed => Print(parsed.InvocationConfiguration.Output, parsed.GetValue(json)));
        return command.WithExamples("malaria-predictor version", "malaria-predictor version --json");
    }

    private static int Print(TextWriter output, bool json)
    {
        var (version, commit) = BuildInfo.Read();
        if (json)
        {
            JsonOutput.Write(
                output,
                new
                {
                    version,
                    commit,
                    schema = new { min = SchemaRange.Oldest, max = SchemaRange.Newest },
                }
            );
        }
        else
        {
            output.WriteLine($"malaria-predictor {version} ({commit}), schema {SchemaRange.Oldest} to {SchemaRange.Newest}");
        }

        return ExitCode.Done;
    }
}
