using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <param name="minimum">The least it may be.</param>
/// <param name="maximum">The most it may be.</param>
/// <param name="whole">True for a count.</param>
internal sealed class NumberForm(double minimum, double maximum, bool whole = false) : Form<double>
{
    private bool IsBounded => minimum > double.MinValue;

    public override string Takes => IsBounded ? $"a {(whole ? "whole " : "")}number from {minimum} to {maximum}" : "a number";

    public override double Read(YamlNode node, string at, double before, Complaints wrong)
    {
        if (
            node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } said }
            && double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= minimum
            && value <= maximum
            && (!whole || double.IsInteger(value))
        )
        {
            return value;
        }
        wrong.Add(node, $"{at} takes {Takes}, not {node}");
        return before;
    }

    public override JsonObject Schema(double standard)
    {
        var schema = new JsonObject { ["type"] = whole ? "integer" : "number" };
        if (IsBounded)
        {
            (schema["minimum"], schema["maximum"]) = (minimum, maximum);
        }
        if (double.IsFinite(standard))
        {
            schema["default"] = standard;
        }
        return schema;
    }
}
