using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>The parts that every object has.</summary>
internal static class JsonObjects
{
    public static JsonObject Metadata(this JsonObject item) => item.Child("metadata");

    public static JsonObject Spec(this JsonObject item) => item.Child("spec");

    public static JsonObject Status(this JsonObject item) => item.Child("status");

    public static string Name(this JsonObject item) => item.Metadata()["name"]?.GetValue<string>() ?? "";

    public static string Namespace(this JsonObject item) => item.Metadata()["namespace"]?.GetValue<string>() ?? "";

    public static string Uid(this JsonObject item) => item.Metadata()["uid"]!.GetValue<string>();

    public static long Version(this JsonObject item) => long.Parse(item.Metadata()["resourceVersion"]!.GetValue<string>());

    public static JsonObject Labels(this JsonObject item) => item.Metadata()["labels"] as JsonObject ?? [];

    public static bool IsGoing(this JsonObject item) => item.Metadata()["deletionTimestamp"] is not null;

    public static string? Text(this JsonObject item, string key) => item[key]?.GetValue<string>();

    public static int? Number(this JsonObject item, string key) => item[key]?.GetValue<int>();

    /// <summary>The object under a key, made where there is none.</summary>
    public static JsonObject Child(this JsonObject item, string key)
    {
        if (item[key] is not JsonObject child)
        {
            item[key] = child = [];
        }
        return child;
    }

    public static IEnumerable<JsonObject> Items(this JsonObject item, string key) => (item[key] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static JsonObject Copy(this JsonObject item) => (JsonObject)item.DeepClone();

    public static JsonObject OwnedBy(this JsonObject owner, ResourceType type) =>
        new()
        {
            ["apiVersion"] = type.ApiVersion,
            ["kind"] = type.Kind,
            ["name"] = owner.Name(),
            ["uid"] = owner.Uid(),
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };

    public static bool IsOwnedBy(this JsonObject item, JsonObject owner) =>
        item.Metadata().Items("ownerReferences").Any(reference => reference.Text("uid") == owner.Uid());
}
