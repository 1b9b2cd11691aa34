using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Schemas.Sections;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>A section that is described by the record which holds it; null where the file has none.</summary>
internal sealed class RecordForm<T> : Form<T?>
    where T : class
{
    public override string Takes => "keys with values";

    public override T? Read(YamlNode node, string at, T? before, Complaints wrong) =>
        new SectionReader(wrong.All).Read<T>(node, at) ?? before;

    public override JsonObject Schema(T? standard) => SectionSchema.Of<T>();
}
