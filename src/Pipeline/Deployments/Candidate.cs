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
