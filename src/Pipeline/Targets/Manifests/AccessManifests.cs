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

    /// <summary>
    /// Binds the service account, for tokens made by hand, and the workflow's own identity where the API server trusts it.
    /// </summary>
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
                .. environment.Settings.Deployer is { } user
                    ? (Rbacv1Subject[])
                        [
                            new()
                            {
                                Kind = "User",
                                Name = user,
                                ApiGroup = V1Role.KubeGroup,
                            },
                        ]
                    : [],
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
