using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>What a group of the API holds: <c>/apis/monitoring.coreos.com/v1</c>.</summary>
internal static class Discovery
{
    /// <returns>Null where the path asks for something else, or for a group that is not there.</returns>
    public static JsonObject? Of(string path, ICollection<string> missing)
    {
        if (path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["apis", var group, var version] || missing.Contains(group))
        {
            return null;
        }
        var kinds = ResourceType.All.Where(type => type.Group == group && type.Version == version).ToList();
        return kinds.Count == 0
            ? null
            : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = $"{group}/{version}",
                ["resources"] = new JsonArray([
                    .. kinds.Select(kind => new JsonObject
                    {
                        ["name"] = kind.Plural,
                        ["namespaced"] = kind.Namespaced,
                        ["kind"] = kind.Kind,
                    }),
                ]),
            };
    }
}
