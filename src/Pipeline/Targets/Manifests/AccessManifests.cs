using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// Who may do what: the pods may do nothing on the cluster; the deployer may do exactly what a release does, in this namespace alone.
/// </summary>
internal static class AccessManifests
{
    /// <summary>Runs the pods. No token is mounted.</summary>
    public static V1ServiceAccount PodAccount(KubernetesEnvironment environment) => Account(environment, Names.ServiceAccount);

    /// <summary>For whoever releases: short-lived tokens only, or the federated identity of the workflow.</summary>
    public static V1ServiceAccount DeployerAccount(KubernetesEnvironment environment) => Account(environment, Names.DeployerAccount);

    public static V1Role DeployerRole(KubernetesEnvironment environment) =>
        new()
        {
            ApiVersion = $"{V1Role.KubeGroup}/{V1Role.KubeApiVersion}",
            Kind = V1Role.KubeKind,
            Metadata = Labels.Metadata(environment, Names.Deployer),
            Rules =
            [
                .. DeployerPermissions.All.Select(permission => new V1PolicyRule
                {
                    ApiGroups = [permission.Group],
                    Resources = [permission.Resource],
                    Verbs = [.. permission.Verbs],
                }),
            ],
        };

    public static V1RoleBinding DeployerBinding(KubernetesEnvironment environment) =>
        new()
        {
            ApiVersion = $"{V1RoleBinding.KubeGroup}/{V1RoleBinding.KubeApiVersion}",
            Kind = V1RoleBinding.KubeKind,
            Metadata = Labels.Metadata(environment, Names.DeployerBinding),
            Subjects =
            [
                new()
                {
                    Kind = V1ServiceAccount.KubeKind,
                    Name = Names.DeployerAccount,
                    NamespaceProperty = environment.Namespace,
                },
            ],
            RoleRef = new V1RoleRef
            {
                ApiGroup = V1Role.KubeGroup,
                Kind = V1Role.KubeKind,
                Name = Names.Deployer,
            },
        };

    private static V1ServiceAccount Account(KubernetesEnvironment environment, string name) =>
        new()
        {
            ApiVersion = V1ServiceAccount.KubeApiVersion,
            Kind = V1ServiceAccount.KubeKind,
            Metadata = Labels.Metadata(environment, name),
            AutomountServiceAccountToken = false,
        };
}
