using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Addresses;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Backend.Backups.Dumps;

/// <summary>A folder for a trial restore, for its owner alone; deleted when disposed.</summary>
internal sealed class TrialFolder : IScratch
{
    private const string Prefix = "malaria-verify-";
    private readonly string _path;
    private readonly LifeMark _mark;

    public TrialFolder()
    {
        _path = Directory.CreateTempSubdirectory(Prefix).FullName;
        _mark = LifeMark.Hold(_path);
        Database = new Database(DatabaseUrl.Parse($"sqlite:{Path.Combine(_path, "scratch.db")}"));
    }

    public Database Database { get; }

    /// <summary>Deletes the folders of trials that were killed: each holds a whole database in plain text.</summary>
    public static void DeleteAbandoned()
    {
        foreach (var mark in Directory.GetFiles(Path.GetTempPath(), $"{Prefix}*{LifeMark.Suffix}"))
        {
            using var dead = LifeMark.TakeFromTheDead(mark);
            if (dead is not null && Directory.Exists(mark[..^LifeMark.Suffix.Length]))
            {
                Directory.Delete(mark[..^LifeMark.Suffix.Length], recursive: true);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_path, recursive: true);
        _mark.Dispose();
        return ValueTask.CompletedTask;
    }
}
