using System.Globalization;
using System.Security;
using System.Text;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>Writes an SVG file that stands alone: on white, with a title for those who do not see it, and its own type.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    public Svg(int width, int height, string title)
    {
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" "
                + $"role=\"img\" "
                + $"font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif\">\n"
        );
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<title>{Escaped(title)}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
        );
    }

    /// <summary>Adds an element as it is written; numbers within come with one decimal.</summary>
    public Svg Add(FormattableString element)
    {
        var arguments = element
            .GetArguments()
            .Select(value =>
                value is double number ? Math.Round(number, 1)
                : value is string text ? Escaped(text)
                : value
            )
            .ToArray();
        _text.AppendFormat(CultureInfo.InvariantCulture, element.Format, arguments).Append('\n');
        return this;
    }

    public Svg Text(double x, double y, string text, string anchor = "start", int size = 13, string fill = "#56646b", int weight = 400) =>
        Add($"""<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{fill}" font-weight="{weight}">{text}</text>""");

    public override string ToString() => _text + "</svg>\n";

    private static string Escaped(string text) => SecurityElement.Escape(text);
}
