using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>Asks beforehand for every right that making some objects takes, and names all that are missing at once.</summary>
internal static class SetupRights
{
    private static readonly string[] Verbs = ["get", "create", "patch"];

    public static async Task RequireAsync(SetupCluster cluster, IEnumerable<ClusterObject> objects, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(
            objects.Select(item => (item.Kind, item.Namespace)).Distinct().Select(right => LackingAsync(right.Kind, right.Namespace))
        );
        string[] missing = [.. asked.OfType<string>()];
        if (missing.Length > 0)
        {
            throw new UserFacingException(
                $"this user lacks rights for the setup: {string.Join(", ", missing)}",
                "Have somebody who may administer the cluster run it, or grant these; nothing was changed."
            );
        }

        async Task<string?> LackingAsync(ClusterKind kind, string? scope)
        {
            var lacking = new List<string>();
            foreach (var verb in Verbs)
            {
                if (!await cluster.MayAsync(verb, kind, scope, cancellationToken))
                {
                    lacking.Add(verb);
                }
            }
            return lacking.Count == 0 ? null : $"{string.Join('/', lacking)} {kind}{(scope is null ? "" : $" in {scope}")}";
        }
    }
}
