using System.CommandLine;
using System.Globalization;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Quality;
using MalariaPredictor.Backend.Storage;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>quality</c>: how complete the stored data are, and what a person should check.</summary>
internal static class QualityCommand
{
    private const int MostFlags = 40;
    private const int Width = 160;

    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("quality", "Report gaps, outliers, units and completeness of the stored data. Changes nothing.") { json };
        command.SetAction((parsed, stop) => ReportAsync(here, parsed.InvocationConfiguration.Output, parsed.GetValue(json), stop));
        return command.WithExamples("malaria-predictor quality", "malaria-predictor quality --json");
    }

    private static async Task<int> ReportAsync(HostContext here, TextWriter output, bool json, CancellationToken cancellationToken)
    {
        var report = await new QualityReader(new Database(here.Options().Database)).ReadAsync(here.Clock.GetUtcNow(), cancellationToken);
        if (json)
        {
            JsonOutput.Write(output, QualityDocument.Of(report));
        }
        else
        {
            Write(output, report);
        }

        return ExitCode.Done;
    }

    private static void Write(TextWriter output, QualityReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        console.WriteLine(
            $"{report.Places.Count} locations, {report.First} to {report.Last}; newest report {report.LastReported?.ToString() ?? "none"}."
                + (report.Simulated ? " SIMULATED DATA." : "")
        );
        foreach (var notice in report.Notices)
        {
            console.WriteLine($"warning: {notice}");
        }

        console.WriteLine(report.Nowcast.Sentence);
        console.Write(
            Table(
                ["source", "recordings", "last recorded", "values", "locations", "periods", "flags"],
                report.Sources.Select(source =>
                    (string[])
                        [
                            source.Name,
                            Text(source.Recordings),
                            source.LastRecorded.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                            Text(source.Values),
                            Text(source.Places),
                            source.First is null ? "–" : $"{source.First} to {source.Last}",
                            Text(source.Flags),
                        ]
                )
            )
        );
        if (report.Flags.Count == 0)
        {
            console.WriteLine("Nothing to check.");
            return;
        }

        console.WriteLine(
            $"To check: {string.Join(", ", report.Counts.Where(kind => kind.Value > 0).Select(kind => $"{kind.Value} {kind.Key}"))}. "
                + "Nothing was changed."
        );
        console.Write(
            Table(
                ["location", "variable", "kind", "periods", "value", "what"],
                report
                    .Gravest(MostFlags)
                    .Select(flag =>
                        (string[])
                            [
                                flag.Location ?? "all",
                                flag.Variable,
                                flag.Kind,
                                flag.From == flag.To ? $"{flag.From}" : $"{flag.From} to {flag.To}",
                                flag.Value?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "",
                                flag.Detail,
                            ]
                    )
            )
        );
        if (report.Flags.Count > MostFlags)
        {
            console.WriteLine($"The gravest {MostFlags} of {report.Flags.Count}. All of them: malaria-predictor quality --json");
        }
    }

    private static Table Table(IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
        {
            table.AddColumn(heading);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        return table;
    }

    private static string Text(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
