using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>
/// The fields of an object that somebody owns: paths of leaves, in the elements of managedFields (<c>f:spec</c>, <c>k:{"name":"api"}</c>).
/// </summary>
internal static class FieldSet
{
    private const char Break = '\n';
    private static readonly HashSet<string> Identity = new(["apiVersion", "kind"], StringComparer.Ordinal);

    private static readonly HashSet<string> System = new(
        ["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "managedFields"],
        StringComparer.Ordinal
    );

    /// <summary>Every leaf of an object with its value.</summary>
    public static Dictionary<string, JsonNode?> Of(JsonObject item)
    {
        var leaves = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (key, value) in item)
        {
            if (!Identity.Contains(key))
            {
                Walk(value, key, "f:" + key, leaves);
            }
        }
        return leaves;
    }

    /// <summary>As people read it: <c>.spec.template.spec.containers[name="api"].image</c>.</summary>
    public static string Words(string path) =>
        string.Concat(
            path.Split(Break)
                .Select(element =>
                    element.StartsWith("f:", StringComparison.Ordinal)
                        ? "." + element[2..]
                        : "["
                            + string.Join(
                                ',',
                                JsonNode.Parse(element[2..])!.AsObject().Select(pair => $"{pair.Key}={pair.Value!.ToJsonString()}")
                            )
                            + "]"
                )
        );

    public static JsonObject ToFieldsV1(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths)
        {
            var at = root;
            foreach (var element in path.Split(Break))
            {
                if (at[element] is not JsonObject next)
                {
                    at[element] = next = element.StartsWith("k:", StringComparison.Ordinal)
                        ? new JsonObject { ["."] = new JsonObject() }
                        : [];
                }
                at = next;
            }
        }
        return root;
    }

    public static HashSet<string> FromFieldsV1(JsonObject fields)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Enter(fields, "");
        return paths;

        void Enter(JsonObject at, string path)
        {
            var inner = at.Where(pair => pair.Key != ".").ToList();
            if (inner.Count == 0 && path.Length > 0)
            {
                paths.Add(path);
            }
            foreach (var (key, value) in inner)
            {
                Enter(value!.AsObject(), path.Length == 0 ? key : path + Break + key);
            }
        }
    }

    /// <summary>Takes a leaf out, with the objects and items that become empty by it.</summary>
    public static void Remove(JsonObject item, string path) => Remove(item, path.Split(Break), 0, "");

    private static bool Remove(JsonNode? at, string[] path, int depth, string field)
    {
        if (at is JsonArray list && ListKeys.Of(field, list) is { } keys)
        {
            if (
                ListKeys.Find(list, path[depth], keys) is { } found
                && (depth == path.Length - 1 || Remove(found, path, depth + 1, "") || found.Count <= keys.Length)
            )
            {
                list.Remove(found);
            }
            return list.Count == 0;
        }
        if (at is not JsonObject map)
        {
            return false;
        }
        var name = path[depth][2..];
        if (depth == path.Length - 1 || Remove(map[name], path, depth + 1, name))
        {
            map.Remove(name);
        }
        return map.Count == 0;
    }

    private static void Walk(JsonNode? value, string field, string path, Dictionary<string, JsonNode?> leaves)
    {
        switch (value)
        {
            case JsonObject map when map.Count > 0 && !ListKeys.IsAtomicMap(field):
                foreach (var (key, inner) in map)
                {
                    if (path != "f:metadata" || !System.Contains(key))
                    {
                        Walk(inner, key, path + Break + "f:" + key, leaves);
                    }
                }
                break;
            case JsonArray list when list.Count > 0 && ListKeys.Of(field, list) is { } keys:
                foreach (var item in list.OfType<JsonObject>())
                {
                    foreach (var (key, inner) in item)
                    {
                        Walk(inner, key, path + Break + ListKeys.Key(item, keys) + Break + "f:" + key, leaves);
                    }
                }
                break;
            default:
                leaves[path] = value;
                break;
        }
    }
}
