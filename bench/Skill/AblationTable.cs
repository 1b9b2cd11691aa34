using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>What rain and temperature add on each set: the ensemble with the weather of the panel, and with none.</summary>
internal static class AblationTable
{
    public static void Print(IReadOnlyList<(string Name, Panel Panel)> sets)
    {
        Console.WriteLine("| set | log-WIS / SRP with weather | without | with / without |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, panel) in sets)
        {
            var (with, without) = (Score(panel), Score(Without(panel)));
            Console.WriteLine($"| {name} | {with:0.000} | {without:0.000} | {with / without:0.000} |");
        }
    }

    private static double Score(Panel panel) =>
        RollingOrigin
            .Evaluate(panel, [new SeasonalRelativePersistence(ResidualMemory.Everything), new Ensemble()])
            .Models[1]
            .Overall.RelativeLogWis
        ?? 1;

    private static Panel Without(Panel panel) =>
        Panel.FromColumns(
            panel.Locations,
            panel.First,
            panel.Count,
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                [Variables.Cases] =
                [
                    .. Enumerable.Range(0, panel.Locations.Count).SelectMany(i => panel.Series(i, Variables.Cases).ToArray()),
                ],
            }
        );
}
