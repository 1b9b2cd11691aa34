using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>What could become a release: an artifact with a configuration.</summary>
internal sealed record Candidate(string Artifact, string Commit, SchemaRange Schema, IReadOnlyDictionary<string, string> Configuration)
{
    public Release As(string id, DateTimeOffset created) =>
        new(id, Commit, Artifact, Schema, Releases.Configuration.Hash(Configuration), Configuration, Configuration["DATABASE_URL"], created);
}
