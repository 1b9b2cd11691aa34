using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Access;

/// <summary>Asks the cluster whether whoever runs this may do all that a release does.</summary>
internal static class Permissions
{
    /// <exception cref="UserFacingException">Names every verb that is missing.</exception>
    public static async Task RequireAsync(ClusterApi api, KubernetesEnvironment environment, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(
            from permission in DeployerPermissions.All
            from verb in permission.Verbs
            select AskAsync(permission, verb)
        );
        string[] missing = [.. asked.OfType<string>()];
        if (missing.Length > 0)
        {
            throw new UserFacingException(
                $"this user lacks permissions in namespace {api.Scope}: {string.Join(", ", missing)}",
                $"./pipeline permissions --environment {environment.Name} prints the Role that a release needs."
            );
        }

        async Task<string?> AskAsync(Permission permission, string verb) =>
            await api.MayAsync(verb, permission.Group, permission.Resource, cancellationToken)
                ? null
                : $"{verb} {permission.Resource}{(permission.Group.Length == 0 ? "" : "." + permission.Group)}";
    }
}
