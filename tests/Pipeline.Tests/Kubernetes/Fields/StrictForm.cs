using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>
/// Finds fields that a kind does not have, by the client library's models, which are made from the API's OpenAPI document.
/// </summary>
internal static class StrictForm
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, Type>> Fields = new();

    /// <returns>Paths of unknown fields, as <c>spec.template.foo</c>.</returns>
    public static IEnumerable<string> Unknown(JsonNode? node, Type form, string path = "") =>
        (node, Inner(form)) switch
        {
            (JsonObject map, { } value) when typeof(IDictionary).IsAssignableFrom(form) || IsMap(form) => map.SelectMany(pair =>
                Unknown(pair.Value, value, Join(path, pair.Key))
            ),
            (JsonArray list, { } item) => list.SelectMany((inner, index) => Unknown(inner, item, $"{path}[{index}]")),
            (JsonObject map, null) when IsModel(form) => map.SelectMany(pair =>
                Of(form).TryGetValue(pair.Key, out var type) ? Unknown(pair.Value, type, Join(path, pair.Key)) : [Join(path, pair.Key)]
            ),
            _ => [],
        };

    private static bool IsMap(Type form) => form.IsGenericType && form.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    private static bool IsModel(Type form) =>
        form.Namespace == typeof(V1Pod).Namespace && form != typeof(ResourceQuantity) && form != typeof(IntOrString);

    private static Type? Inner(Type form) =>
        form.IsGenericType && form != typeof(string) && typeof(IEnumerable).IsAssignableFrom(form) ? form.GetGenericArguments()[^1] : null;

    private static Dictionary<string, Type> Of(Type form) =>
        Fields.GetOrAdd(
            form,
            type =>
                (
                    from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    let name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    where name is not null
                    select (name, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
                ).ToDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal)
        );

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
