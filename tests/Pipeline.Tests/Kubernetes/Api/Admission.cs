using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>What has a say before an object is kept: Pod Security, and webhooks that a test installs.</summary>
internal sealed class Admission(ObjectStore store)
{
    /// <summary>The name of a webhook, and why it refuses an object; null lets it pass.</summary>
    public IList<(string Name, Func<ResourceType, JsonObject, string?> Judge)> Webhooks { get; } = [];

    public void Require(ResourceType type, JsonObject item)
    {
        if (type == ResourceType.Pods)
        {
            PodSecurity.Require(store.Find(ResourceType.Namespaces, "", item.Namespace()), item);
        }
        foreach (var (name, judge) in Webhooks)
        {
            if (judge(type, item) is { } reason)
            {
                throw new ApiError(403, "Forbidden", $"admission webhook \"{name}\" denied the request: {reason}");
            }
        }
    }
}
