using MalariaPredictor.Pipeline.Targets.Manifests.Custom;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>The Secrets by reference to where they are kept.</summary>
internal static class ExternalSecretManifests
{
    public static IEnumerable<ExternalSecret> All(KubernetesEnvironment environment, ExternalSecretSettings store) =>
        SecretCatalog.All.Select(secret => new ExternalSecret
        {
            Metadata = Labels.Metadata(environment, secret.Name),
            Spec = new ExternalSecretSpec(
                store.Refresh,
                new(store.Store, store.Kind),
                new(secret.Name),
                [new(new(store.Prefix + secret.Name))]
            ),
        });
}
