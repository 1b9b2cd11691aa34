using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>What a kubelet puts into a container's file system from Secrets, before the container starts.</summary>
internal static class PodFiles
{
    /// <returns>The files by their paths, or what is missing, in the kubelet's words.</returns>
    public static (Dictionary<string, byte[]> Files, string? Missing) Of(ObjectStore store, JsonObject pod, JsonObject container)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var mount in container.Items("volumeMounts"))
        {
            var volume = pod.Spec().Items("volumes").First(one => one.Text("name") == mount.Text("name"));
            foreach (var source in (volume["projected"] as JsonObject)?.Items("sources") ?? [])
            {
                var secret = source.Child("secret");
                var name = secret.Text("name")!;
                var data = store.Find(ResourceType.Secrets, pod.Namespace(), name)?["data"] as JsonObject;
                foreach (var item in secret.Items("items"))
                {
                    if (data?[item.Text("key")!] is not { } value)
                    {
                        return (files, $"MountVolume.SetUp failed for volume \"{volume.Text("name")}\": secret \"{name}\" not found");
                    }
                    files[$"{mount.Text("mountPath")}/{item.Text("path")}"] = Convert.FromBase64String(value.GetValue<string>());
                }
            }
        }
        return (files, null);
    }
}
