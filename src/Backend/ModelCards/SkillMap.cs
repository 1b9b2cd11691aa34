using System.Globalization;
using MalariaPredictor.Backend.Dashboard.Charts;
using NetTopologySuite.Geometries;
using Location = MalariaPredictor.Backend.Storage.Location;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>Where the model is better than the yardstick, and where it is not: a choropleth of the relative log-WIS.</summary>
internal static class SkillMap
{
    private const int Margin = 24;
    private const int Head = 76;
    private const int Foot = 92;

    /// <summary>The drawing, or null where no location has both a shape and a score.</summary>
    public static string? Draw(ModelCard card, IReadOnlyList<Location> locations)
    {
        var scored = card.Skill.Locations.ToDictionary(place => place.Location, StringComparer.Ordinal);
        var shapes = locations
            .Select(location => (location.Name, Shape: MapShape.Read(location.Outline)))
            .Where(pair => pair.Shape is { IsEmpty: false })
            .Select(pair => (pair.Name, Shape: pair.Shape!))
            .ToArray();
        if (!shapes.Any(pair => scored.ContainsKey(pair.Name)))
        {
            return null;
        }

        var canvas = new MapShape(shapes.Aggregate(new Envelope(), (all, pair) => all.ExpandedBy(pair.Shape.EnvelopeInternal)));
        var scale = new SkillScale(card.Skill);
        var svg = new Svg(
            MapShape.Width + (2 * Margin),
            canvas.Height + Head + Foot,
            $"Skill of {card.Name} version {card.Version} by location"
        );
        Title(svg, card);
        svg.Add($"<g transform=\"translate({Margin} {Head})\" stroke=\"#54696a\" stroke-width=\"0.6\" stroke-linejoin=\"round\">");
        foreach (var (name, shape) in shapes)
        {
            var (fill, title) = scored.TryGetValue(name, out var place)
                ? (scale.Color(place), FormattableString.Invariant($"{name}: {place.Rank(!card.Skill.IsYardstick):0.00}"))
                : ("#e4e4e4", $"{name}: not scored");
            svg.Add($"<path d=\"{canvas.Path(shape)}\" fill=\"{fill}\"><title>{title}</title></path>");
        }

        svg.Add($"</g>");
        Legend(svg, scale, Head + canvas.Height + 34, scored.Count < shapes.Length);
        return svg.ToString();
    }

    private static void Title(Svg svg, ModelCard card)
    {
        svg.Text(
            Margin,
            32,
            card.Skill.IsYardstick ? "Where forecasts err most" : "Where the model helps",
            size: 18,
            fill: "#1c2529",
            weight: 650
        );
        svg.Text(
            Margin,
            54,
            (
                card.Skill.IsYardstick
                    ? "log-WIS of " + card.Algorithm
                    : $"log-WIS of {card.Algorithm} relative to {card.Skill.Yardstick}; below 1 is better"
            ) + (card.Data.Simulated ? ", SIMULATED DATA" : "")
        );
    }

    private static void Legend(Svg svg, SkillScale scale, int y, bool anyUnknown)
    {
        var entries = scale.Legend.Concat(anyUnknown ? [("#e4e4e4", "not scored")] : []).ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            double x = Margin + (i % 3 * 200);
            var line = y + (i / 3 * 26);
            svg.Add($"<rect x=\"{x}\" y=\"{line}\" width=\"22\" height=\"13\" fill=\"{entries[i].Item1}\" stroke=\"#0000001f\"/>")
                .Text(x + 30, line + 11, entries[i].Item2, size: 12);
        }
    }
}

/// <summary>
/// The colors of a skill map. Compared with a yardstick they part at 1: blue-green where the model is better, brown where it is worse, so
/// that nobody has to look up which way is good. The yardstick itself is shown by its error, from light to dark.
/// </summary>
internal sealed class SkillScale
{
    private static readonly double[] Cuts = [.8, .9, 1, 1.1];
    private static readonly string[] Parting = ["#1f7a6d", "#6fb8a8", "#cfe6df", "#f0d9b5", "#c9772e"];
    private static readonly string[] Rising = ["#eef1dc", "#c3ddc4", "#82bcb4", "#3f8ea0", "#1a5276"];

    private readonly MapScale? _errors;

    public SkillScale(CardSkill skill) =>
        _errors = skill.IsYardstick ? new MapScale(skill.Locations.Select(place => place.Scores.LogWis)) : null;

    public IReadOnlyList<(string Color, string Label)> Legend =>
        _errors is { } errors
            ? [.. Enumerable.Range(0, errors.Count).Select(i => (Rising[i], errors.Label(i)))]
            : [.. Enumerable.Range(0, Parting.Length).Select(i => (Parting[i], Label(i)))];

    public string Color(CardLocation place) =>
        _errors is { } errors ? Rising[errors.ClassOf(place.Scores.LogWis)] : Parting[Cuts.Count(cut => place.Rank(relative: true) >= cut)];

    private static string Label(int index) =>
        index == 0 ? "under 0.8"
        : index == Cuts.Length ? "1.1 and more"
        : string.Create(CultureInfo.InvariantCulture, $"{Cuts[index - 1]:0.0}–{Cuts[index]:0.0}");
}
