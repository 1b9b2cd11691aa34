using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>All that is wrong with a file, with line and column.</summary>
internal sealed class Complaints
{
    public List<string> All { get; } = [];

    public void Add(Mark place, string what) => All.Add($"line {place.Line}, column {place.Column}: {what}");

    public void Add(YamlNode node, string what) => Add(node.Start, what);
}
