using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>Runs git on a checkout, and says what to do where git refuses the checkout itself.</summary>
internal sealed class Git(string root, IReadOnlyDictionary<string, string>? environment = null)
{
    // Its messages are compared, so they must not be translated.
    private readonly Tool _tool = new(
        root,
        new Dictionary<string, string>(environment ?? new Dictionary<string, string>(), StringComparer.Ordinal) { ["LC_ALL"] = "C" }
    );

    /// <exception cref="UserFacingException">The checkout belongs to another user, which git takes for a trap.</exception>
    public async Task<Tool.Result> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await _tool.RunAsync(["git", .. arguments], cancellationToken);
        return result.ExitCode != 0 && result.Errors.Contains("dubious ownership", StringComparison.Ordinal)
            ? throw new UserFacingException(
                $"git does not read {root}, since the checkout belongs to another user",
                $"Run this as its owner; or, if you trust its content: git config --global --add safe.directory '{root}'"
            )
            : result;
    }

    /// <summary>As <see cref="RunAsync"/>, and fails with the last lines it printed when it fails.</summary>
    public async Task<Tool.Result> SucceedAsync(
        IReadOnlyList<string> arguments,
        string purpose,
        string remedy,
        CancellationToken cancellationToken
    )
    {
        var result = await RunAsync(arguments, cancellationToken);
        return result.ExitCode == 0
            ? result
            : throw new UserFacingException($"{purpose} failed (exit code {result.ExitCode}):\n{result.LastOutput}", remedy);
    }
}
