using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MalariaPredictor.Pipeline.Schemas;

/// <summary>
/// The JSON schema of settings, made from the record that holds them: its properties, their defaults and their attributes are the only
/// description there is. Editors get this schema, and <see cref="SettingsReader"/> reads files by it.
/// </summary>
internal static class SettingsSchema
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

    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Refine,
    };

    public static JsonObject Of(Type type) => Options.GetJsonSchemaAsNode(type, Exporter).AsObject();

    /// <summary>How a record is chosen in a list.</summary>
    public static string WordOf(Type choice) => choice.GetCustomAttribute<ChoiceAttribute>()!.Word;

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.PropertyInfo?.AttributeProvider is not MemberInfo member)
        {
            return node;
        }
        var schema = new JsonObject();
        if (member.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }
        foreach (var (key, value) in node as JsonObject ?? [])
        {
            schema[key] = value?.DeepClone();
        }
        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            SetLimits(schema, Number(range.Minimum), Number(range.Maximum));
        }
        if (member.GetCustomAttribute<SecondsAttribute>() is { } seconds)
        {
            schema["type"] = "number";
            SetLimits(schema, seconds.Minimum, seconds.Maximum);
        }
        if (member.GetCustomAttribute<TextFormAttribute>() is { } form)
        {
            AddForm(schema, form);
        }
        if (
            context.PropertyInfo.PropertyType is { IsGenericType: true } list
            && list.GenericTypeArguments is [{ IsClass: true } item]
            && item != typeof(string)
        )
        {
            schema["items"] = Of(item);
        }
        if (member.GetCustomAttribute<ChoicesAttribute>() is { } choices)
        {
            schema["type"] = "array";
            schema["items"] = new JsonObject { ["oneOf"] = new JsonArray([.. choices.Types.SelectMany(Choice)]) };
        }
        if (context.PropertyInfo.DeclaringType is { } holder && DefaultOf(holder, context.PropertyInfo) is { } standard)
        {
            schema["default"] = standard;
        }
        return schema;
    }

    private static double Number(object limit) => Convert.ToDouble(limit, System.Globalization.CultureInfo.InvariantCulture);

    private static void SetLimits(JsonObject schema, double minimum, double maximum) =>
        (schema["minimum"], schema["maximum"]) = (minimum, maximum);

    /// <summary>A list's form is that of its items; a map's is that of its keys.</summary>
    private static void AddForm(JsonObject schema, TextFormAttribute form)
    {
        var target = schema["items"] as JsonObject ?? schema;
        if (schema["additionalProperties"] is JsonObject)
        {
            schema["propertyNames"] = target = [];
        }
        target["pattern"] = form.Pattern;
        target[FormWords] = form.Words;
    }

    private static IEnumerable<JsonNode> Choice(Type type)
    {
        var (word, keys) = (WordOf(type), Of(type));
        keys["properties"] ??= new JsonObject();
        var description = type.GetCustomAttribute<DescriptionAttribute>()?.Description;
        // Where no key is needed, the word alone will do.
        if (!keys.ContainsKey("required"))
        {
            yield return new JsonObject { ["const"] = word, ["description"] = description };
        }
        yield return new JsonObject
        {
            ["type"] = "object",
            ["description"] = description,
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { [word] = keys },
            ["required"] = new JsonArray(word),
        };
    }

    /// <summary>Numbers and words that hold where a file says nothing; a record with required keys has no defaults of its own.</summary>
    private static JsonNode? DefaultOf(Type holder, JsonPropertyInfo property)
    {
        if (property.Get is null || holder.GetConstructor(Type.EmptyTypes) is null || holder.IsAbstract)
        {
            return null;
        }
        return property.Get(Activator.CreateInstance(holder)!) switch
        {
            int number => number,
            double number when double.IsFinite(number) => number,
            TimeSpan time => time.TotalSeconds,
            Enum word => JsonSerializer.SerializeToNode(word, word.GetType(), Options),
            _ => null,
        };
    }
}
