using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Models;

/// <summary>
/// Scores the totals that a model would have forecast at past origins: of all locations, and of the groups of each level.
/// </summary>
internal static class TotalEvaluation
{
    /// <summary>What a level of groups is called among scores; 1 is the top.</summary>
    public static string Level(int level) => $"level {level}";

    /// <summary>Of the chosen model.</summary>
    public static IReadOnlyList<LevelScores> Of(
        Panel panel,
        ModelScores scores,
        Hierarchy hierarchy,
        CancellationToken cancellationToken
    ) => Of(panel, scores, scores.Champion, hierarchy, cancellationToken);

    /// <summary>Of one of the candidates.</summary>
    public static IReadOnlyList<LevelScores> Of(
        Panel panel,
        ModelScores scores,
        string model,
        Hierarchy hierarchy,
        CancellationToken cancellationToken
    ) =>
        scores.Backtest.Origins.Count == 0
            ? []
            : TotalBacktest.ByLevel(
                panel,
                Training.Candidate(model),
                [
                    new SummedGroup("all locations", panel.Locations),
                    .. hierarchy
                        .Groups.OrderBy(group => group.Level)
                        .Select(group => new SummedGroup(Level(group.Level), [.. hierarchy.Below(group)])),
                ],
                cancellationToken: cancellationToken
            );
}
