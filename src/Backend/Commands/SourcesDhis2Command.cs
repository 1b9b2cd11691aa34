using System.CommandLine;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Publishing;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>sources dhis2</c>: writes forecasts into DHIS2.</summary>
internal static class SourcesDhis2Command
{
    public static Command Create(HostContext here)
    {
        var command = new Command(Dhis2Client.Source, "Write forecasts into DHIS2 as data values.") { Prepare(here), Publish(here) };
        return command.WithExamples(
            "malaria-predictor sources dhis2 prepare --dry-run",
            "malaria-predictor sources dhis2 publish --dry-run"
        );
    }

    private static Command Prepare(HostContext here)
    {
        var json = JsonOutput.Option();
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be made, and make nothing." };
        var command = new Command("prepare", "Find or make the data elements and the data set that forecasts are published into.")
        {
            dry,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var preparation = Publisher(services, here).Preparation;
                var plan = await preparation.PlanAsync(stop);
                if (!parsed.GetValue(dry))
                {
                    await preparation.ApplyAsync(plan, stop);
                }

                var end =
                    plan.Documents is null ? "Everything is there."
                    : parsed.GetValue(dry) ? "Nothing was made: this was a dry run."
                    : "Done.";
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    new
                    {
                        plan.Steps,
                        plan.Target.Elements,
                        plan.Target.DataSet,
                        made = plan.Documents is not null && !parsed.GetValue(dry),
                    },
                    string.Join('\n', [.. plan.Steps, end])
                );
                return ExitCode.Done;
            }
        );
        return command.WithExamples("malaria-predictor sources dhis2 prepare --dry-run", "malaria-predictor sources dhis2 prepare");
    }

    private static Command Publish(HostContext here)
    {
        var json = JsonOutput.Option();
        var dry = new Option<bool>("--dry-run") { Description = "Show what differs, let DHIS2 try it, and write nothing." };
        var undo = new Option<bool>("--undo") { Description = "Bring back what was there before the newest publication, complete or not." };
        var command = new Command("publish", "Write the newest forecasts into DHIS2: only what differs, and all of it.")
        {
            dry,
            undo,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var publisher = Publisher(services, here);
                var (isDry, isUndo) = (parsed.GetValue(dry), parsed.GetValue(undo));
                var report = isUndo ? await publisher.UndoAsync(isDry, stop) : await publisher.PublishAsync(isDry, stop);
                var done = (isDry, isUndo) switch
                {
                    (true, true) => "Would undo",
                    (true, false) => "Would publish",
                    (false, true) => "Undone,",
                    _ => "Published",
                };
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    new
                    {
                        report.Run,
                        origin = report.Origin?.ToString(),
                        report.Values,
                        report.New,
                        changed = report.Changes.Count - report.New - report.Deleted,
                        report.Deleted,
                        report.Foreign,
                        written = !isDry && report.Changes.Count > 0,
                    },
                    string.Join(
                        '\n',
                        [
                            .. report.Lines,
                            .. report.Changes.Count > report.Lines.Count
                                ? [$"and {report.Changes.Count - report.Lines.Count} more"]
                                : Array.Empty<string>(),
                            $"{done} {report.Sentence}",
                        ]
                    )
                );
                return ExitCode.Done;
            }
        );
        return command.WithExamples(
            "malaria-predictor sources dhis2 publish --dry-run",
            "malaria-predictor sources dhis2 publish",
            "malaria-predictor sources dhis2 publish --undo"
        );
    }

    private static Publisher Publisher(ServiceProvider services, HostContext here) =>
        new(
            (Dhis2Connector)services.GetRequiredService<SourceCatalog>().Find(Dhis2Client.Source),
            services.GetRequiredService<Database>(),
            here.Clock
        );
}
