using System.CommandLine;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>backup</c>: the database as one file, while it is in use.</summary>
internal static class BackupCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var to = new Option<string?>("--to")
        {
            Description = "The folder (default: BACKUP_DIR, or backups beside the database).",
            HelpName = "DIR",
        };
        var command = new Command(
            "backup",
            "Write the database into one checksummed file, encrypted where ENCRYPTION_KEY is set, and delete those older than the "
                + "retention."
        )
        {
            to,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var database = new Database(here.Options().Database);
                var options = BackupOptions.Read(here.Variable, database.Url);
                var made = await new BackupMaker(
                    database,
                    parsed.GetValue(to) is { } folder ? options with { Folder = Path.GetFullPath(folder) } : options,
                    here.Clock
                ).MakeAsync(stop);
                await JsonOutput.WriteAsync(parsed, json, made, made.Sentence);
                return ExitCode.Done;
            }
        );
        return command.WithExamples("malaria-predictor backup", "malaria-predictor backup --to /mnt/backups --json");
    }
}
