using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// The actions of others that the workflows use, and those that composite actions among them use: exactly these are allowed, besides
/// GitHub's own. Whatever a composite action uses must be allowed as well, or GitHub refuses the workflow.
/// </summary>
/// <param name="root">The checkout.</param>
/// <param name="client">Shows what each action consists of.</param>
internal sealed partial class UsedActions(string root, GitHubClient client)
{
    /// <summary>GitHub's own are allowed as such.</summary>
    private static readonly HashSet<string> GitHubs = new(["actions", "github"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Descriptions = ["action.yml", "action.yaml"];

    /// <returns>Such as <c>docker/login-action@*</c>: that the version is a commit's hash is a rule of its own.</returns>
    /// <exception cref="HeldException">GitHub does not show one of the actions.</exception>
    public async Task<IReadOnlyList<string>> PatternsAsync(CancellationToken cancellationToken)
    {
        var actions = new HashSet<Action>();
        var open = new Queue<Action>(
            Directory
                .EnumerateFiles(Path.Combine(root, ".github", "workflows"))
                .Where(file => Path.GetExtension(file) is ".yml" or ".yaml")
                .SelectMany(file => In(File.ReadAllText(file)))
        );
        while (open.TryDequeue(out var action))
        {
            if (actions.Add(action) && !GitHubs.Contains(action.Owner))
            {
                foreach (var inner in In(await DescriptionAsync(action, cancellationToken)))
                {
                    open.Enqueue(inner);
                }
            }
        }
        return
        [
            .. actions
                .Where(action => !GitHubs.Contains(action.Owner))
                .Select(action => $"{action.Owner}/{action.Name}@*")
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];
    }

    private async Task<string> DescriptionAsync(Action action, CancellationToken cancellationToken)
    {
        // A reusable workflow is its own description.
        var paths = Path.HasExtension(action.Path) ? [action.Path] : Descriptions.Select(name => $"{action.Path}/{name}");
        foreach (var path in paths)
        {
            var address = $"repos/{action.Owner}/{action.Name}/contents/{path.Trim('/')}?ref={Uri.EscapeDataString(action.Version)}";
            if ((await client.FindAsync(address, cancellationToken))?["content"] is JsonValue content)
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(content.GetValue<string>().ReplaceLineEndings("")));
            }
        }
        throw new HeldException(
            $"GitHub does not show {action}: the actions that it uses itself cannot be allowed",
            "Check its name and version in .github/workflows, and that the token may read it."
        );
    }

    private static IEnumerable<Action> In(string text) =>
        Uses()
            .Matches(text)
            .Select(found => new Action(
                found.Groups["owner"].Value,
                found.Groups["name"].Value,
                found.Groups["path"].Value,
                found.Groups["version"].Value
            ));

    /// <param name="Owner">Of its repository.</param>
    /// <param name="Name">Of its repository.</param>
    /// <param name="Path">Within the repository; empty for its top.</param>
    /// <param name="Version">A commit, tag or branch.</param>
    private sealed record Action(string Owner, string Name, string Path, string Version)
    {
        public override string ToString() => $"{Owner}/{Name}{Path}@{Version}";
    }

    [GeneratedRegex(
        """^\s*(- )?uses:\s*["']?(?<owner>[\w.-]+)/(?<name>[\w.-]+)(?<path>/[\w./-]+)?@(?<version>[\w./-]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Uses();
}
