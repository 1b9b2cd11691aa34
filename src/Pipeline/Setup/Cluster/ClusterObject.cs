using System.Reflection;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>A kind of object as paths and Roles name it.</summary>
/// <param name="Group">Of the API; empty for the core.</param>
/// <param name="Plural">Such as networkpolicies.</param>
internal sealed record ClusterKind(string Group, string Plural)
{
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>An object as the API server takes it, whatever its kind.</summary>
/// <param name="Json">All that is wanted of it, and nothing besides.</param>
/// <param name="Kind">Of which kind.</param>
/// <param name="Path">Where it is.</param>
internal sealed record ClusterObject(JsonObject Json, ClusterKind Kind, string Path)
{
    public string Name => Json["metadata"]!["name"]!.GetValue<string>();

    /// <summary>Null for what belongs to the cluster.</summary>
    public string? Namespace => Json["metadata"]!["namespace"]?.GetValue<string>();

    public string Words => $"{Json["kind"]} {Name}";

    public string Collection => Path[..Path.LastIndexOf('/')];

    /// <param name="manifest">One of the client library's models, or one of ours for an operator's kind.</param>
    public static ClusterObject Of(object manifest)
    {
        var json = JsonNode.Parse(KubernetesJson.Serialize(manifest))!.AsObject();
        var (version, kind) = (json["apiVersion"]!.GetValue<string>(), json["kind"]!.GetValue<string>());
        var group = version.Contains('/') ? version[..version.IndexOf('/')] : "";
        // The operators' kinds have regular plurals.
        var plural = manifest.GetType().GetCustomAttribute<KubernetesEntityAttribute>()?.PluralName ?? kind.ToLowerInvariant() + "s";
        var scope = json["metadata"]!["namespace"] is { } space ? $"/namespaces/{space.GetValue<string>()}" : "";
        return new ClusterObject(
            json,
            new ClusterKind(group, plural),
            $"/{(group.Length == 0 ? "api" : "apis")}/{version}{scope}/{plural}/{json["metadata"]!["name"]!.GetValue<string>()}"
        );
    }
}
