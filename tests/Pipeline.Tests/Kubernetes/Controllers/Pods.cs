using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>What controllers make of a template.</summary>
internal static class Pods
{
    public static JsonObject FromTemplate(JsonObject owner, ResourceType type, JsonObject template, TimeProvider time)
    {
        var metadata = (template["metadata"] as JsonObject)?.Copy() ?? [];
        metadata["name"] = $"{owner.Name()}-{Guid.NewGuid().ToString("N")[..5]}";
        metadata["namespace"] = owner.Namespace();
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        metadata["ownerReferences"] = new JsonArray(owner.OwnedBy(type));
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = template.Spec().Copy(),
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
    }
}
