using System.CommandLine;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>restore</c>: makes the database what a backup holds.</summary>
internal static class RestoreCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var replace = new Option<bool>("--replace") { Description = "Give up what the database holds now." };
        var command = new Command(
            "restore",
            "Make the database that DATABASE_URL names what a backup holds: all of it, or on a failure nothing."
        )
        {
            file,
            replace,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var database = new Database(here.Options().Database);
                var options = BackupOptions.Read(here.Variable, database.Url);
                var header = await new BackupRestorer(database, options.Secret).RestoreAsync(
                    parsed.GetRequiredValue(file),
                    parsed.GetValue(replace),
                    stop
                );
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    header,
                    $"{database.Name} holds what it held on {header.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC: {header.Observations:N0} "
                        + $"observations, schema {header.Schema}."
                );
                return ExitCode.Done;
            }
        );
        return command.WithExamples("DATABASE_URL=sqlite:restored.db malaria-predictor restore backups/malaria-20260101T020000000Z.backup");
    }
}
