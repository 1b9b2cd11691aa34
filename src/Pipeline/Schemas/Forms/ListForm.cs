using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>A list, in the order of the file; it takes the place of what holds where the file says nothing.</summary>
/// <param name="item">What it is a list of.</param>
/// <param name="blank">What an item is before it is read.</param>
/// <param name="name">Where given, no two items may have the same.</param>
internal sealed class ListForm<T>(Form<T> item, T blank, Func<T, string>? name = null) : Form<IReadOnlyList<T>>
{
    public override string Takes => $"a list, each of {item.Takes}";

    public override IReadOnlyList<T> Read(YamlNode node, string at, IReadOnlyList<T> before, Complaints wrong)
    {
        if (node is not YamlSequenceNode list)
        {
            wrong.Add(node, $"{at} takes {Takes}, not {node}");
            return before;
        }
        var read = new List<T>();
        foreach (var (child, number) in list.Children.Select((child, i) => (child, i + 1)))
        {
            var value = item.Read(child, $"{at}[{number}]", blank, wrong);
            if (name is not null && read.Any(other => name(other) == name(value)))
            {
                wrong.Add(child, $"{at} has two named '{name(value)}'; give one another name");
            }
            read.Add(value);
        }
        return read;
    }

    public override JsonObject Schema(IReadOnlyList<T> standard) => new() { ["type"] = "array", ["items"] = item.Schema(blank) };
}
