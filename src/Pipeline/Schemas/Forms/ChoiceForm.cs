using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>One of several things, each by its name: the bare word, or the word with keys of its own below it.</summary>
internal sealed class ChoiceForm<T>(params IReadOnlyList<Choice<T>> choices) : Form<T>
{
    public override string Takes => string.Join(", ", choices.Select(choice => choice.Name));

    public override T Read(YamlNode node, string at, T before, Complaints wrong)
    {
        var (name, keys) = node switch
        {
            YamlScalarNode { Value: { } word } => (word, null),
            YamlMappingNode { Children: { Count: 1 } only } when only.First() is { Key: YamlScalarNode { Value: { } word } } pair => (
                word,
                pair.Value
            ),
            _ => ("", null),
        };
        if (choices.FirstOrDefault(choice => choice.Name == name) is { } chosen)
        {
            return chosen.Read(node, keys, $"{at}.{name}", wrong);
        }
        wrong.Add(node, $"{at} takes one of {Takes}{(name.Length == 0 ? "" : $", not '{name}'")}");
        return before;
    }

    public override JsonObject Schema(T standard) =>
        new() { ["oneOf"] = new JsonArray([.. choices.SelectMany(choice => choice.Schemas())]) };
}

/// <param name="name">As the file says it.</param>
internal abstract class Choice<T>(string name)
{
    public string Name => name;

    /// <param name="node">The choice with its name.</param>
    /// <param name="keys">What stands below the name; null for the bare word.</param>
    /// <param name="at">The place's name.</param>
    /// <param name="wrong">Told what is wrong.</param>
    public abstract T Read(YamlNode node, YamlNode? keys, string at, Complaints wrong);

    public abstract IEnumerable<JsonNode> Schemas();
}

/// <param name="name">As the file says it.</param>
/// <param name="description">For people.</param>
/// <param name="standard">What it is where its keys say nothing.</param>
/// <param name="keys">Its own keys.</param>
/// <param name="bare">True where the word alone will do.</param>
internal sealed class Choice<T, TChosen>(string name, string description, TChosen standard, Form<TChosen> keys, bool bare = true)
    : Choice<T>(name)
    where TChosen : T
{
    public override T Read(YamlNode node, YamlNode? below, string at, Complaints wrong)
    {
        if (below is not null)
        {
            return keys.Read(below, at, standard, wrong);
        }
        if (!bare)
        {
            wrong.Add(node, $"{at} needs {keys.Takes}");
        }
        return standard;
    }

    public override IEnumerable<JsonNode> Schemas()
    {
        if (bare)
        {
            yield return new JsonObject { ["const"] = Name, ["description"] = description };
        }
        yield return new JsonObject
        {
            ["type"] = "object",
            ["description"] = description,
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { [Name] = keys.Schema(standard) },
            ["required"] = new JsonArray(Name),
        };
    }
}
