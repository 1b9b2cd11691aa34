using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>The variables of a container, from its ConfigMaps and Secrets.</summary>
internal static class PodEnvironment
{
    /// <returns>The variables, or what is missing, in the kubelet's words.</returns>
    public static (Dictionary<string, string> Variables, string? Missing) Of(ObjectStore store, JsonObject pod, JsonObject container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        string? missing = null;
        foreach (var source in container.Items("envFrom"))
        {
            if (Data(source["configMapRef"] as JsonObject, ResourceType.ConfigMaps) is { } map)
            {
                foreach (var (key, value) in map)
                {
                    variables[key] = value!.GetValue<string>();
                }
            }
        }
        foreach (var variable in container.Items("env"))
        {
            if (variable.Text("value") is { } literal)
            {
                variables[variable.Text("name")!] = literal;
            }
            else if (
                variable["valueFrom"]?["secretKeyRef"] is JsonObject reference
                && Data(reference, ResourceType.Secrets)?[reference.Text("key")!] is { } secret
            )
            {
                variables[variable.Text("name")!] = Encoding.UTF8.GetString(Convert.FromBase64String(secret.GetValue<string>()));
            }
        }
        return (variables, missing);

        JsonObject? Data(JsonObject? reference, ResourceType type)
        {
            if (reference is null)
            {
                return null;
            }
            var name = reference.Text("name")!;
            var optional = reference["optional"]?.GetValue<bool>() == true;
            var found = store.Find(type, pod.Namespace(), name)?["data"] as JsonObject;
            if (!optional && found is null)
            {
                missing ??= $"{type.Kind.ToLowerInvariant()} \"{name}\" not found";
            }
            else if (!optional && reference.Text("key") is { } key && !found!.ContainsKey(key))
            {
                missing ??= $"couldn't find key {key} in {type.Kind} {pod.Namespace()}/{name}";
            }
            return found;
        }
    }
}
