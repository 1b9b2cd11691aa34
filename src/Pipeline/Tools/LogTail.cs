namespace MalariaPredictor.Pipeline.Tools;

/// <summary>The end of a log, without reading its beginning.</summary>
internal static class LogTail
{
    private const int Window = 256 * 1024;

    public static Task<IReadOnlyList<string>> ReadAsync(string path, int lines, CancellationToken cancellationToken) =>
        SinceAsync(path, 0, lines, cancellationToken);

    /// <summary>The last lines of what was written after the log had a length. One that was emptied since is read from its start.</summary>
    public static async Task<IReadOnlyList<string>> SinceAsync(string path, long length, int lines, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var from = file.Length < length ? 0 : length;
        var cut = file.Length - from > Window;
        file.Position = cut ? file.Length - Window : from;
        using var reader = new StreamReader(file);
        var all = (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. all.Skip(cut ? 1 : 0).TakeLast(lines)];
    }

    /// <summary>What is written from now on, until cancelled. A log that was emptied is read from its start again.</summary>
    public static async Task FollowAsync(string path, TextWriter to, TimeProvider time, CancellationToken cancellationToken)
    {
        var position = File.Exists(path) ? new FileInfo(path).Length : 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
            if (!File.Exists(path))
            {
                continue;
            }
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = file.Length < position ? 0 : position;
            using var reader = new StreamReader(file, leaveOpen: true);
            await to.WriteAsync((await reader.ReadToEndAsync(cancellationToken)).AsMemory(), cancellationToken);
            position = file.Position;
        }
    }
}
