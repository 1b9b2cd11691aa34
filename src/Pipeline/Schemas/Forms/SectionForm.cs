using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>Keys with values. A key nobody knows is wrong; one that is left out keeps its value.</summary>
internal sealed class SectionForm<T>(params IReadOnlyList<Key<T>> keys) : Form<T>
{
    public override string Takes => $"keys: {Known}";

    /// <summary>What several keys must be together: says what is wrong with the section, or nothing.</summary>
    public Func<T, string?>? Check { get; init; }

    private string Known => string.Join(", ", keys.Select(key => key.Name));

    public override T Read(YamlNode node, string at, T before, Complaints wrong)
    {
        if (node is not YamlMappingNode mapping)
        {
            wrong.Add(node, $"{(at.Length == 0 ? "the file" : at)} must hold keys: {Known}");
            return before;
        }
        var read = before;
        foreach (var (name, value) in mapping.Children)
        {
            var said = (name as YamlScalarNode)?.Value ?? "";
            if (keys.FirstOrDefault(key => key.Name == said) is { } known)
            {
                read = known.Read(value, at.Length == 0 ? said : $"{at}.{said}", read, wrong);
            }
            else
            {
                wrong.Add(name, $"'{said}' is not known here; known are {Known}");
            }
        }
        foreach (var missing in keys.Where(key => key.Required && !mapping.Children.ContainsKey(new YamlScalarNode(key.Name))))
        {
            wrong.Add(node, $"{(at.Length == 0 ? "the file" : at)} needs the key {missing.Name}");
        }
        if (Check?.Invoke(read) is { } objection)
        {
            wrong.Add(node, $"{(at.Length == 0 ? "the file" : at)} {objection}");
        }
        return read;
    }

    public override JsonObject Schema(T standard)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            properties[key.Name] = key.Schema(standard);
        }
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (keys.Any(key => key.Required))
        {
            schema["required"] = new JsonArray([.. keys.Where(key => key.Required).Select(key => JsonValue.Create(key.Name))]);
        }
        return schema;
    }
}
