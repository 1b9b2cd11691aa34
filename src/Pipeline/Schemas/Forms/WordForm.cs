using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>One of a few words.</summary>
internal sealed class WordForm<T>(params IReadOnlyList<(string Word, T Means)> words) : Form<T>
{
    public override string Takes => string.Join(" or ", words.Select(known => known.Word));

    public override T Read(YamlNode node, string at, T before, Complaints wrong)
    {
        foreach (var (word, means) in words)
        {
            if (node is YamlScalarNode { Value: { } said } && said == word)
            {
                return means;
            }
        }
        wrong.Add(node, $"{at} takes {Takes}, not {node}");
        return before;
    }

    public override JsonObject Schema(T standard) =>
        new()
        {
            ["enum"] = new JsonArray([.. words.Select(known => JsonValue.Create(known.Word))]),
            ["default"] = words.First(known => Equals(known.Means, standard)).Word,
        };
}
