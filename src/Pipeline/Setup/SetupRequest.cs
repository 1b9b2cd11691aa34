using MalariaPredictor.Pipeline.Setup.GitHub;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Setup;

/// <summary>What a setup is asked for.</summary>
/// <param name="Root">The checkout.</param>
/// <param name="Environments">On a cluster; at least one.</param>
/// <param name="Variable">The process's environment: secrets are supplied by it.</param>
/// <param name="Force">Takes fields over that other managers own.</param>
/// <param name="Repository">On GitHub; null for that of the remote.</param>
/// <param name="Reviewers">Who approves deployments; empty to leave them as they are.</param>
internal sealed record SetupRequest(
    string Root,
    IReadOnlyList<KubernetesEnvironment> Environments,
    Func<string, string?> Variable,
    bool Force,
    GitHubRepository? Repository,
    IReadOnlyList<string> Reviewers
);
