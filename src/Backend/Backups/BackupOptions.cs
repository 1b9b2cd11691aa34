using System.Globalization;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Backups;

/// <summary>How backups are made, read from environment variables and valid by construction.</summary>
/// <param name="Folder">BACKUP_DIR; by default <c>backups</c> beside the database file, or in the current directory.</param>
/// <param name="RetentionDays">BACKUP_RETENTION_DAYS: older ones are deleted, 1 to 3650; by default 30.</param>
/// <param name="Secret">ENCRYPTION_KEY, or the file that ENCRYPTION_KEY_FILE names: encrypts them; by default they are not.</param>
public sealed record BackupOptions(string Folder, int RetentionDays, string? Secret)
{
    /// <exception cref="UserFacingException">A variable holds a bad value: its name, the expected shape and the remedy.</exception>
    public static BackupOptions Read(Func<string, string?> variable, DatabaseUrl database) =>
        new(FolderOf(variable, database), Days(variable("BACKUP_RETENTION_DAYS")), BackupKey.Secret(variable));

    /// <summary>The folder alone.</summary>
    public static string FolderOf(Func<string, string?> variable, DatabaseUrl database) =>
        variable("BACKUP_DIR") is { } folder && !string.IsNullOrWhiteSpace(folder)
            ? Path.GetFullPath(folder.Trim())
            : Path.Combine(database is SqliteUrl file ? Path.GetDirectoryName(file.Path)! : Environment.CurrentDirectory, "backups");

    private static int Days(string? text) =>
        string.IsNullOrWhiteSpace(text) ? 30
        : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3650 ? days
        : throw new UserFacingException(
            $"BACKUP_RETENTION_DAYS is '{text}'.",
            "Set it to a whole number from 1 to 3650, or leave it unset for 30."
        );
}
