using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Security;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class SecurityCommand
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Where the scanners left their reports (*.sarif)." };
        folder.AcceptExistingOnly();
        var exceptions = new Option<FileInfo>("--exceptions")
        {
            Description = "Known findings that are accepted until a date.",
            HelpName = "FILE",
            DefaultValueFactory = _ => new FileInfo(Exemptions.FileName),
        };
        var command = new Command(
            "security",
            """
            Judge what security scanners found: severity 7 and above stops, unless an exception with a reason,
            an owner and an end covers it.
            Exit code 1 when something stops, 3 when there is no report to judge: no report is not a clean one.

            Examples:
              ./pipeline security findings
            """
        )
        {
            folder,
            exceptions,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var reports = parsed.GetRequiredValue(folder).GetFiles("*.sarif", SearchOption.AllDirectories);
                var exempt = Exemptions.Read(parsed.GetRequiredValue(exceptions).FullName);
                var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
                var review = SecurityReview.Of(
                    reports.Length,
                    [.. reports.SelectMany(report => Sarif.Read(report.FullName))],
                    exempt,
                    today
                );
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(review, SecurityJson.Default.SecurityReview) : SecurityText.Of(review)
                );
                if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
                {
                    await File.AppendAllTextAsync(summary, SecurityText.Of(review) + "\n", cancel);
                }
                return review switch
                {
                    { Blocking.Count: > 0 } => ExitCode.Failed,
                    { Reports: 0 } => ExitCode.HeldByGate,
                    _ => ExitCode.Done,
                };
            }
        );
        return command;
    }
}
