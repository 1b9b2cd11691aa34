using System.CommandLine;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>verify-backup</c>: a backup nobody has restored is a hope.</summary>
internal static class VerifyBackupCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var file = new Argument<string?>("FILE")
        {
            Description = "The backup (default: the newest in BACKUP_DIR).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var scratch = new Option<string?>("--scratch")
        {
            Description = "An empty database to try it in (default: one is made beside DATABASE_URL's, and dropped).",
            HelpName = "URL",
        };
        var command = new Command(
            "verify-backup",
            "Restore a backup into a scratch database, make its newest forecast again bit for bit, and print RPO and RTO."
        )
        {
            file,
            scratch,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var url = here.Options().Database;
                var options = BackupOptions.Read(here.Variable, url);
                var proved = await new BackupProof(url, options.Secret, here.Clock).ProveAsync(
                    parsed.GetValue(file) ?? Newest(options.Folder),
                    parsed.GetValue(scratch) is { } text ? DatabaseUrl.Parse(text) : null,
                    stop
                );
                await JsonOutput.WriteAsync(parsed, json, proved, proved.Sentence);
                return ExitCode.Done;
            }
        );
        return command.WithExamples(
            "malaria-predictor verify-backup",
            "malaria-predictor verify-backup backups/malaria-20260101T020000000Z.backup --json"
        );
    }

    private static string Newest(string folder) =>
        new BackupFolder(folder).All() is [var newest, ..]
            ? newest.File
            : throw new UserFacingException($"There is no backup in {folder}.", "Make one: malaria-predictor backup.");
}
