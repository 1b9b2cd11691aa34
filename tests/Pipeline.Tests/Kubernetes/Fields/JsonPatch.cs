using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>RFC 6902, the operations in use: add, remove, replace, test.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        foreach (var operation in operations.OfType<JsonObject>())
        {
            Apply(target, operation);
        }
        return target;
    }

    private static void Apply(JsonObject target, JsonObject operation)
    {
        string[] path =
        [
            .. operation["path"]!
                .GetValue<string>()
                .Split('/')
                .Skip(1)
                .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
        ];
        JsonNode? at = target;
        foreach (var part in path[..^1])
        {
            at = at is JsonArray list ? list[int.Parse(part)] : at?[part];
        }
        var (kind, last, value) = (operation["op"]!.GetValue<string>(), path[^1], operation["value"]);
        var here = at switch
        {
            JsonArray list => last == "-" ? null : list.ElementAtOrDefault(int.Parse(last)),
            JsonObject map => map[last],
            _ => throw ApiError.Invalid(
                ResourceType.Pods,
                "",
                $"the server rejected our request due to an error in our request: {operation["path"]} does not exist"
            ),
        };
        if (kind == "test" && !JsonNode.DeepEquals(here, value))
        {
            throw new ApiError(
                422,
                "Invalid",
                $"the server rejected our request due to an error in our request: testing value {operation["path"]} failed"
            );
        }
        if (kind is "remove" or "replace" && here is null)
        {
            throw new ApiError(
                422,
                "Invalid",
                $"the server rejected our request due to an error in our request: {operation["path"]} does not exist"
            );
        }
        switch (kind, at)
        {
            case ("add" or "replace", JsonObject map):
                map[last] = value?.DeepClone();
                break;
            case ("remove", JsonObject map):
                map.Remove(last);
                break;
            case ("add", JsonArray list):
                list.Insert(last == "-" ? list.Count : int.Parse(last), value?.DeepClone());
                break;
            case ("replace", JsonArray list):
                list[int.Parse(last)] = value?.DeepClone();
                break;
            case ("remove", JsonArray list):
                list.RemoveAt(int.Parse(last));
                break;
            default:
                break;
        }
    }
}
