using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>Ways to lay one document over another.</summary>
internal static class Merge
{
    /// <summary>RFC 7386: null deletes, lists are replaced.</summary>
    public static JsonObject Json(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                target[key] = Json(target[key] as JsonObject is { } there ? Detached(target, key, there) : [], inner);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
        return target;
    }

    /// <summary>As JSON merge, but lists that are maps by key are merged item by item; <c>$patch: delete</c> takes an item out.</summary>
    public static JsonObject Strategic(JsonObject target, JsonObject patch) => Keyed(target, patch, nullDeletes: true);

    /// <summary>What server-side apply lays over the live object.</summary>
    public static JsonObject Applied(JsonObject target, JsonObject applied) => Keyed(target, applied, nullDeletes: false);

    private static JsonObject Keyed(JsonObject target, JsonObject patch, bool nullDeletes)
    {
        foreach (var (key, value) in patch)
        {
            target[key] = value switch
            {
                null => null,
                JsonObject inner when target[key] is JsonObject there && (nullDeletes || !ListKeys.IsAtomicMap(key)) => Keyed(
                    Detached(target, key, there),
                    inner,
                    nullDeletes
                ),
                JsonArray list when target[key] is JsonArray there && ListKeys.Of(key, list) is { } keys => Items(
                    there,
                    list,
                    keys,
                    nullDeletes
                ),
                _ => value.DeepClone(),
            };
            if (value is null && nullDeletes)
            {
                target.Remove(key);
            }
        }
        return target;
    }

    private static JsonArray Items(JsonArray target, JsonArray patch, string[] keys, bool nullDeletes)
    {
        var merged = (JsonArray)target.DeepClone();
        foreach (var item in patch.OfType<JsonObject>())
        {
            var there = ListKeys.Find(merged, ListKeys.Key(item, keys), keys);
            if (item["$patch"]?.GetValue<string>() == "delete")
            {
                merged.Remove(there);
            }
            else if (there is null)
            {
                merged.Add(item.DeepClone());
            }
            else
            {
                merged[merged.IndexOf(there)] = Keyed((JsonObject)there.DeepClone(), item, nullDeletes);
            }
        }
        return merged;
    }

    private static JsonObject Detached(JsonObject parent, string key, JsonObject child)
    {
        parent.Remove(key);
        return child;
    }
}
