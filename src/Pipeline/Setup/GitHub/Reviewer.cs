using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>Who may approve a deployment, as GitHub numbers them.</summary>
/// <param name="Type">User or Team.</param>
/// <param name="Id">GitHub's number.</param>
internal sealed record Reviewer(string Type, long Id)
{
    /// <summary>More are refused by GitHub.</summary>
    public const int Most = 6;

    public JsonObject Json => new() { ["type"] = Type, ["id"] = Id };

    /// <param name="client">The way to GitHub.</param>
    /// <param name="name">A user's login, or ORGANISATION/TEAM.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Reviewer> FindAsync(GitHubClient client, string name, CancellationToken cancellationToken)
    {
        var (type, path) = name.Split('/') is [var organisation, var team]
            ? ("Team", $"orgs/{Uri.EscapeDataString(organisation)}/teams/{Uri.EscapeDataString(team)}")
            : ("User", $"users/{Uri.EscapeDataString(name)}");
        var found =
            await client.FindAsync(path, cancellationToken)
            ?? throw new UserFacingException(
                $"GitHub knows no {type.ToLowerInvariant()} {name}",
                "--reviewer takes a user's login, or ORGANISATION/TEAM as in the team's address."
            );
        return new Reviewer(type, found["id"]!.GetValue<long>());
    }

    /// <summary>As an environment lists them.</summary>
    public static Reviewer Of(JsonNode listed) => new(listed["type"]!.GetValue<string>(), listed["reviewer"]!["id"]!.GetValue<long>());
}
