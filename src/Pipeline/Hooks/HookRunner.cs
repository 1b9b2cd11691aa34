using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>Runs hooks, and keeps what they say in a log.</summary>
/// <param name="log">The file.</param>
/// <param name="environment">What every hook is told of the installation.</param>
/// <param name="artifact">Where a release's artifact is, if it is a folder here.</param>
internal sealed class HookRunner(string log, IReadOnlyDictionary<string, string> environment, Func<Release, string?> artifact)
{
    private const int LastLines = 10;

    public string? ArtifactOf(Release release) => artifact(release);

    /// <param name="hook">Which.</param>
    /// <param name="facts">What it is told of the release, as environment variables or as the webhook's JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it did what it should, and in words what came of it.</returns>
    public async Task<(bool Succeeded, string Said)> RunAsync(
        Hook hook,
        IReadOnlyDictionary<string, string> facts,
        CancellationToken cancellationToken
    )
    {
        if (hook.Run.Length == 0)
        {
            return await HookPost.SendAsync(hook, facts, cancellationToken);
        }
        var said = new FileInfo(log) is { Exists: true } file ? file.Length : 0;
        var told = new Dictionary<string, string>(facts, StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            told[name] = value;
        }
        var code = await HookProcess.RunAsync(hook.Run, told, log, hook.Timeout, cancellationToken);
        var words = await LogTail.SinceAsync(log, said, LastLines, cancellationToken);
        return code switch
        {
            0 => (true, words.Count == 0 ? "done" : words[^1]),
            null => (false, Told($"did not end within {hook.Timeout.TotalSeconds:0.#} s and was killed", words)),
            _ => (false, Told($"ended with exit code {code}", words)),
        };
    }

    private string Told(string what, IReadOnlyList<string> words) =>
        $"{what}{(words.Count == 0 ? "" : ": " + words[^1])}{string.Concat(words.Select(line => "\n  | " + line))}\n  (all it said: {log})";
}
