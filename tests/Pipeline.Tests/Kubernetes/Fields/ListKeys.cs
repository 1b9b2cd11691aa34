using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>
/// Which lists are maps by key, and which maps are one value, as the API's own schema says (x-kubernetes-list-map-keys and
/// x-kubernetes-map-type): two writers may own two containers of a pod, never two halves of a selector.
/// </summary>
internal static class ListKeys
{
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["imagePullSecrets"] = ["name"],
        ["conditions"] = ["type"],
        ["topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["ownerReferences"] = ["uid"],
    };

    private static readonly string[] ContainerPort = ["containerPort", "protocol"];
    private static readonly string[] ServicePort = ["port", "protocol"];
    private static readonly HashSet<string> AtomicMaps = new(
        ["selector", "labelSelector", "nodeSelector", "secretKeyRef", "configMapKeyRef", "fieldRef", "scaleTargetRef"],
        StringComparer.Ordinal
    );

    /// <summary>The keys of the items of a list; null where the list is one value.</summary>
    public static string[]? Of(string field, JsonArray list)
    {
        if (field != "ports")
        {
            return Keys.GetValueOrDefault(field);
        }
        return list.OfType<JsonObject>().FirstOrDefault() is { } first && first.ContainsKey("containerPort") ? ContainerPort : ServicePort;
    }

    public static bool IsAtomicMap(string field) => AtomicMaps.Contains(field);

    /// <summary>An item's key, as in managedFields: <c>k:{"name":"api"}</c>.</summary>
    public static string Key(JsonObject item, string[] keys)
    {
        var key = new JsonObject();
        foreach (var name in keys)
        {
            key[name] = item[name]?.DeepClone() ?? (name == "protocol" ? "TCP" : null);
        }
        return "k:" + key.ToJsonString();
    }

    public static JsonObject? Find(JsonArray list, string key, string[] keys) =>
        list.OfType<JsonObject>().FirstOrDefault(item => Key(item, keys) == key);
}
