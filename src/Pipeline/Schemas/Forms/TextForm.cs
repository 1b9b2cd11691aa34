using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <param name="takes">What it is, for a message: "an http(s) address".</param>
/// <param name="pattern">The whole of it must match this; of what regular expressions of .NET and of JSON schema have in common.</param>
internal sealed class TextForm(string takes, string pattern = "^(.|\\n)+$") : Form<string>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Regex _pattern = new(pattern, RegexOptions.ECMAScript, Patience);

    public override string Takes => takes;

    public override string Read(YamlNode node, string at, string before, Complaints wrong)
    {
        if (node is YamlScalarNode { Value: { } said } && _pattern.IsMatch(said))
        {
            return said;
        }
        wrong.Add(node, $"{at} takes {Takes}, not {node}");
        return before;
    }

    public override JsonObject Schema(string standard) => new() { ["type"] = "string", ["pattern"] = pattern };
}
