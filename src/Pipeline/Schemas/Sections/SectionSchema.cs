using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MalariaPredictor.Pipeline.Schemas.Sections;

/// <summary>
/// The JSON schema of a section of an environment file, made from the record that holds it: its properties, their descriptions, limits and
/// forms. What editors check by and what the reader checks by is the same.
/// </summary>
internal static class SectionSchema
{
    public const string FormWords = "patternErrorMessage";

    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };

    private static readonly JsonSchemaExporterOptions Form = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };

    public static JsonObject Of<T>() => Options.GetJsonSchemaAsNode(typeof(T), Form).AsObject();

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema || context.PropertyInfo?.AttributeProvider is not MemberInfo member)
        {
            return node;
        }
        var said = schema.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())).ToList();
        schema.Clear();
        if (member.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }
        foreach (var (key, value) in said)
        {
            schema[key] = value;
        }
        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = JsonValue.Create((int)range.Minimum);
            schema["maximum"] = JsonValue.Create((int)range.Maximum);
        }
        if (member.GetCustomAttribute<TextFormAttribute>() is { } form)
        {
            AddForm(schema, form);
        }
        return schema;
    }

    /// <summary>A list's form is that of its items; a map's is that of its keys.</summary>
    private static void AddForm(JsonObject schema, TextFormAttribute form)
    {
        var target = schema["items"] as JsonObject ?? schema;
        if (schema.ContainsKey("additionalProperties") && schema["additionalProperties"] is JsonObject)
        {
            schema["propertyNames"] = target = [];
        }
        target["pattern"] = form.Pattern;
        target[FormWords] = form.Words;
    }
}
