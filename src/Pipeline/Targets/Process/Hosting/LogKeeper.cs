using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>
/// Keeps the logs bounded: a file over its size is copied aside, replacing the copy before, and emptied in place, since its writer
/// appends and never reopens it; only the newest files stay.
/// </summary>
internal sealed class LogKeeper(StateDirectory state, TimeProvider time)
{
    public const long MostBytes = 8 * 1024 * 1024;
    private const int MostFiles = 40;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            Sweep();
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    public void Sweep()
    {
        var files = new DirectoryInfo(state.Logs).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        foreach (var file in files.Skip(MostFiles))
        {
            file.Delete();
        }
        foreach (var file in files.Take(MostFiles).Where(file => file.Length > MostBytes && file.Extension == ".log"))
        {
            file.CopyTo(file.FullName + ".old", overwrite: true);
            using var emptied = new FileStream(file.FullName, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
        }
    }
}
