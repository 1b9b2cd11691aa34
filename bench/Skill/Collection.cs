using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>
/// Panels on which the design is chosen, and others on which each choice is looked at once: the benchmark sets, cut to their first years,
/// to their last five, to their places with few cases and to a third of their places, and simulated countries. Neighbors in the list go to
/// different halves.
/// </summary>
internal static class Collection
{
    public static readonly string[] Sets =
    [
        "uganda",
        "madagascar",
        "vietnam-dengue",
        "brazil-dengue",
        "loreto-malaria",
        "el-salvador-dengue",
        "mozambique-south",
    ];

    /// <summary>The panels of one half.</summary>
    /// <param name="folder">The folder of the benchmark sets; null for the simulated countries alone.</param>
    /// <param name="judge">The half to look at once, instead of the half to choose on.</param>
    public static IReadOnlyList<(string Name, Panel Panel)> Read(string? folder, bool judge) =>
        [
            .. (folder is null ? [] : Sets.Index().SelectMany(set => Cuts(set.Item, DataSets.ReadOne(folder, set.Item), set.Index)))
                .Concat(SimulatedCountry.All.Index().Select(made => (made.Item.Name, made.Item.Panel, Place: made.Index)))
                .Where(cut => cut.Place % 2 == (judge ? 1 : 0))
                .Select(cut => (cut.Name, cut.Panel))
                .Where(cut => BacktestPlan.For(cut.Panel).Late.Count > 0),
        ];

    private static IEnumerable<(string Name, Panel Panel, int Place)> Cuts(string name, Panel panel, int place)
    {
        var (begin, length) = panel.Observed(Variables.Cases).GetOffsetAndLength(panel.Count);
        yield return (name, panel, place);
        yield return ($"{name}, first years", panel.UpTo(panel.First.Plus(begin + Math.Max(40, length * 3 / 5) - 1)), place + 1);
        yield return ($"{name}, places with few cases", Places(panel, Few(panel)), place + 1);
        yield return ($"{name}, a third of the places", Places(panel, i => i % 3 == 0), place);
        yield return ($"{name}, last five years", From(panel, Math.Max(0, begin + length - 60)), place);
    }

    private static Func<int, bool> Few(Panel panel)
    {
        double[] means =
        [
            .. Enumerable
                .Range(0, panel.Locations.Count)
                .Select(i => panel.Series(i, Variables.Cases).ToArray().Where(value => value >= 0).DefaultIfEmpty().Average()),
        ];
        var middle = means.Order().ElementAt(means.Length / 2);
        return i => means[i] <= middle;
    }

    private static Panel Places(Panel panel, Func<int, bool> wanted)
    {
        int[] rows = [.. Enumerable.Range(0, panel.Locations.Count).Where(wanted)];
        return Made(panel, rows, 0);
    }

    private static Panel From(Panel panel, int begin) => Made(panel, [.. Enumerable.Range(0, panel.Locations.Count)], begin);

    private static Panel Made(Panel panel, int[] rows, int begin) =>
        Panel.FromColumns(
            [.. rows.Select(row => panel.Locations[row])],
            panel.First.Plus(begin),
            panel.Count - begin,
            panel.Variables.ToDictionary(
                name => name,
                name => (double[])[.. rows.SelectMany(row => panel.Series(row, name)[begin..].ToArray())],
                StringComparer.Ordinal
            )
        );
}
