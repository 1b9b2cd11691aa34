using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>The actions of others that the workflows make use of: just these are allowed, besides GitHub's own.</summary>
internal static partial class UsedActions
{
    /// <summary>GitHub's own are allowed as such.</summary>
    private static readonly HashSet<string> GitHubs = new(["actions", "github"], StringComparer.Ordinal);

    /// <param name="root">The checkout.</param>
    /// <returns>Such as <c>docker/login-action@*</c>: that the version is a commit's hash is a rule of its own.</returns>
    public static IReadOnlyList<string> Patterns(string root) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(root, ".github", "workflows"), "*.yml")
                .SelectMany(File.ReadLines)
                .Select(line => Uses().Match(line))
                .Where(found => found.Success && !GitHubs.Contains(found.Groups["owner"].Value))
                .Select(found => $"{found.Groups["owner"].Value}/{found.Groups["name"].Value}@*")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    public static JsonArray Json(string root) => new([.. Patterns(root).Select(pattern => JsonValue.Create(pattern))]);

    [GeneratedRegex(@"^\s*(- )?uses: (?<owner>[\w.-]+)/(?<name>[\w.-]+)[/@]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uses();
}
