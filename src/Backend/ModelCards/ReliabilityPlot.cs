using System.Globalization;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>
/// Reliability: for each of the 23 levels, the share of actuals at or below that quantile. A calibrated model lies on the diagonal, and
/// nine times in ten within the band.
/// </summary>
internal static class ReliabilityPlot
{
    private const int Width = 560;
    private const int Height = 616;
    private const double Left = 64;
    private const double Top = 92;
    private const double Side = 460;

    /// <summary>The drawing, or null for models registered before this was kept.</summary>
    public static string? Draw(ModelCard card)
    {
        var levels = card.Calibration.Levels;
        if (levels.Count == 0)
        {
            return null;
        }

        var svg = new Svg(Width, Height, $"Reliability of {card.Name} version {card.Version}");
        svg.Text(Left, 30, "Do the quantiles hold what they say?", size: 18, fill: "#1c2529", weight: 650);
        var simulated = card.Data.Simulated ? ", SIMULATED DATA" : "";
        svg.Text(
            Left,
            52,
            FormattableString.Invariant(
                $"{card.Name} {card.Version} ({card.Algorithm}), {card.Calibration.Cases:#,0} past forecasts{simulated}"
            )
        );
        Axes(svg);
        var band = levels
            .Select(level => Point(level.Level, level.Low))
            .Concat(levels.Reverse().Select(level => Point(level.Level, level.High)));
        svg.Add($"<polygon points=\"{string.Join(' ', band)}\" fill=\"#dbe7ea\"/>");
        svg.Add($"<line x1=\"{X(0)}\" y1=\"{Y(0)}\" x2=\"{X(1)}\" y2=\"{Y(1)}\" stroke=\"#56646b\" stroke-dasharray=\"5 4\"/>");
        var points = string.Join(' ', levels.Select(level => Point(level.Level, level.Observed)));
        svg.Add($"""<polyline points="{points}" fill="none" stroke="#b4500b" stroke-width="2.2" stroke-linejoin="round"/>""");
        foreach (var level in levels)
        {
            var title = FormattableString.Invariant($"level {level.Level:0.###}: {level.Observed:0.0 %} at or below");
            var (x, y) = (X(level.Level), Y(level.Observed));
            svg.Add($"""<circle cx="{x}" cy="{y}" r="4" fill="#b4500b" stroke="#fff"><title>{title}</title></circle>""");
        }

        Legend(svg);
        return svg.ToString();
    }

    private static void Axes(Svg svg)
    {
        for (var tick = 0; tick <= 10; tick += 2)
        {
            var at = tick / 10.0;
            var label = at.ToString("0 %", CultureInfo.InvariantCulture);
            svg.Add($"<path d=\"M{X(0)} {Y(at)}H{X(1)}M{X(at)} {Y(0)}V{Y(1)}\" stroke=\"#d9dfe1\" fill=\"none\"/>");
            svg.Text(X(0) - 8, Y(at) + 4, label, "end", 12);
            svg.Text(X(at), Y(0) + 20, label, "middle", 12);
        }

        svg.Text(X(.5), Y(0) + 44, "level of the quantile", "middle");
        svg.Text(X(0), Y(1) - 10, "share of outcomes at or below it");
    }

    private static void Legend(Svg svg)
    {
        svg.Add($"<rect x=\"{X(.5)}\" y=\"{Y(.18)}\" width=\"22\" height=\"12\" fill=\"#dbe7ea\"/>")
            .Text(X(.5) + 30, Y(.18) + 11, "9 in 10 calibrated models", size: 12);
        svg.Add($"<path d=\"M{X(.5)} {Y(.1)}h22\" stroke=\"#b4500b\" stroke-width=\"2.2\"/>")
            .Text(X(.5) + 30, Y(.1) + 4, "this model", size: 12);
    }

    private static string Point(double level, double share) => FormattableString.Invariant($"{X(level):0.#},{Y(share):0.#}");

    private static double X(double level) => Left + (Side * level);

    private static double Y(double share) => Top + (Side * (1 - share));
}
