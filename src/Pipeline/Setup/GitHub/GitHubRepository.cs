using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>A repository on GitHub, by its owner and name.</summary>
internal sealed partial record GitHubRepository(string Owner, string Name)
{
    private const string HowTo = "Name it: --repository OWNER/NAME";

    public override string ToString() => $"{Owner}/{Name}";

    /// <returns>Null where it is not of the form OWNER/NAME.</returns>
    public static GitHubRepository? Parse(string text) =>
        Full().Match(text) is { Success: true } found ? new(found.Groups["owner"].Value, found.Groups["name"].Value) : null;

    /// <summary>What the remote <c>origin</c> of the checkout names.</summary>
    public static async Task<GitHubRepository> OfRemoteAsync(string root, CancellationToken cancellationToken)
    {
        var remote = await new Git(root).RunAsync(["remote", "get-url", "origin"], cancellationToken);
        if (remote.ExitCode != 0)
        {
            throw new UserFacingException("the checkout has no remote 'origin' that would name the repository", HowTo);
        }
        return OfUrl(remote.Output.Trim())
            ?? throw new UserFacingException("the remote 'origin' names no repository as GitHub does", HowTo);
    }

    /// <param name="url">Such as <c>https://github.com/owner/name.git</c>, <c>git@github.com:owner/name.git</c> or
    /// <c>ssh://git@github.com/owner/name</c>.</param>
    public static GitHubRepository? OfUrl(string url) =>
        Url().Match(url) is { Success: true } found ? Parse(found.Groups["path"].Value) : null;

    [GeneratedRegex(
        @"^(?<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?<name>[A-Za-z0-9._-]{1,100})$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Full();

    [GeneratedRegex(
        @"^(https?://([^/@]+@)?[^/]+/|ssh://([^/@]+@)?[^/]+/|[^/@:]+@[^/:]+:)(?<path>[^/]+/[^/]+?)(\.git)?/?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Url();
}
