using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>SVG's text element, whose name Razor keeps for itself.</summary>
public sealed class SvgText : ComponentBase
{
    [Parameter, EditorRequired]
    public required string X { get; set; }

    [Parameter, EditorRequired]
    public required string Y { get; set; }

    [Parameter]
    public int Right { get; set; }

    [Parameter]
    public int Down { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        builder.AddAttribute(3, "dx", Right.ToString(CultureInfo.InvariantCulture));
        builder.AddAttribute(4, "dy", Down.ToString(CultureInfo.InvariantCulture));
        builder.AddContent(5, Label);
        builder.CloseElement();
    }
}
