using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>An environment on a cluster: everything the manifests are made from.</summary>
/// <param name="Name">The file's name and the value of ENVIRONMENT: staging or production.</param>
/// <param name="Settings">What its file says.</param>
internal sealed record KubernetesEnvironment(string Name, KubernetesSettings Settings)
{
    public string Namespace => Settings.Namespace;

    public bool BlueGreen => Settings.Strategy == ReleaseStrategy.BlueGreen;

    /// <summary>The slots, each with a Deployment of its own; a rolling environment has one, which has no name.</summary>
    public IReadOnlyList<string?> Slots => BlueGreen ? [TargetState.Blue, TargetState.Green] : [null];
}
