using System.Globalization;
using MalariaPredictor.Backend.Dashboard.Charts;

namespace MalariaPredictor.Backend.ModelCards;

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
