using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Migrations;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>migrate up|down|status|sql</c>: the only way a schema ever changes; a starting instance never does it.</summary>
internal static class MigrateCommand
{
    public static Command Create(HostContext here) =>
        new Command("migrate", "Bring the database schema up or down, or show where it stands.")
        {
            Up(here),
            Down(here),
            Status(here),
            MigrateSqlCommand.Create(),
        }.WithExamples("malaria-predictor migrate up", "malaria-predictor migrate status --json");

    private static Command Up(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("up", "Create the database, or bring it to the newest schema. Safe to run twice, and twice at once.")
        {
            json,
        };
        command.SetAction((parsed, stop) => RunAsync(here, parsed, json, migrator => migrator.UpAsync(stop)));
        return command.WithExamples(
            "malaria-predictor migrate up",
            "DATABASE_URL=sqlite:///var/lib/malaria.db malaria-predictor migrate up"
        );
    }

    private static Command Down(HostContext here)
    {
        var json = JsonOutput.Option();
        var to = new Option<long?>("--to") { Description = "The schema to end at (default: one step down)." };
        var discard = new Option<string[]>("--discard-data")
        {
            Description = "A table whose rows may be deleted; to be given for each.",
            HelpName = "TABLE",
        };
        discard.AcceptOnlyFromAmong([.. DataLoss.MadeBy.Select(made => made.Table)]);
        var command = new Command("down", "Take schema steps back. Refuses to delete rows of a table that is not named.")
        {
            to,
            discard,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(here, parsed, json, migrator => migrator.DownAsync(parsed.GetValue(to), parsed.GetValue(discard) ?? [], stop))
        );
        return command.WithExamples(
            "malaria-predictor migrate down --to 2",
            "malaria-predictor migrate down --discard-data forecast --discard-data forecast_run"
        );
    }

    private static Command Status(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("status", "Show the schema of the database beside what this build can run on.") { json };
        command.SetAction((parsed, stop) => RunAsync(here, parsed, json, migrator => migrator.StatusAsync(stop)));
        return command.WithExamples("malaria-predictor migrate status", "malaria-predictor migrate status --json");
    }

    private static async Task<int> RunAsync(
        HostContext here,
        ParseResult parsed,
        Option<bool> json,
        Func<Migrator, Task<MigrationReport>> act
    )
    {
        var database = new Database(here.Options().Database);
        var report = await act(new Migrator(database, here.Clock));
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json))
        {
            JsonOutput.Write(output, report);
        }
        else
        {
            await output.WriteLineAsync(report.Sentence);
        }

        return report.Refused ? ExitCode.Held : ExitCode.Done;
    }
}
