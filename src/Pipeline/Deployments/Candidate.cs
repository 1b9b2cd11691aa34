using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What could become a release: an artifact with a configuration.</summary>
/// <param name="Artifact">The digest.</param>
/// <param name="Commit">What it was built from.</param>
/// <param name="Schema">The database schemas it can run on.</param>
/// <param name="Configuration">Environment variables; no secrets.</param>
/// <param name="Database">Where its data are, without credentials; by default as the configuration says.</param>
/// <param name="Image">Where the artifact is an image: the repository and the digest.</param>
internal sealed record Candidate(
    string Artifact,
    string Commit,
    SchemaRange Schema,
    IReadOnlyDictionary<string, string> Configuration,
    string? Database = null,
    string? Image = null
)
{
    public string? Sbom { get; init; }

    public TestSummary? Tests { get; init; }

    public Release As(string id, DateTimeOffset created) =>
        new(
            id,
            Commit,
            Artifact,
            Schema,
            Releases.Configuration.Hash(Configuration),
            Configuration,
            Database ?? Configuration["DATABASE_URL"],
            created,
            Image,
            Sbom: Sbom,
            Tests: Tests
        );
}

/// <summary>What <c>plan</c> and <c>deploy</c> are asked to release.</summary>
/// <param name="Artifact">On one machine: a hash, the beginning of one, or a folder; null builds the checkout.</param>
/// <param name="Image">On a cluster: the repository and the digest.</param>
internal sealed record DeployChoice(string? Artifact, string? Image)
{
    /// <summary>What a plan was made for; the settings are those of now, for the plan to be compared with.</summary>
    public static async Task<Candidate> AsPlannedAsync(
        IInstallation installation,
        ReleasePlan plan,
        IProgressLines lines,
        CancellationToken cancellationToken
    )
    {
        await installation.VerifyArtifactAsync(plan.Release.Artifact, cancellationToken);
        var planned = new DeployChoice(plan.Release.Artifact, plan.Release.Image);
        return await installation.TakeAsync(planned, lines, cancellationToken) with { Tests = plan.Release.Tests };
    }
}

/// <summary>Shows work that is not a step of the release engine: what is done, what came of it, how long it took.</summary>
internal interface IProgressLines
{
    Task<T> TimeAsync<T>(string name, Func<Task<T>> work, Func<T, string> detail);
}
