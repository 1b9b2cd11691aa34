namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>The model chosen, and why, in a sentence for people.</summary>
public sealed record Champion(string Model, string Reason);

/// <summary>
/// Chooses the model that forecasts: the lowest log-WIS relative to the yardstick, all horizons and both halves pooled, on the same cases.
/// A tie goes to the one listed first, the yardstick before all. A model that was scored on less than 95 % of the yardstick's cases
/// cannot be chosen: it may have answered the easy ones only.
/// </summary>
public static class ChampionSelection
{
    private const double LeastAnswered = .95;

    /// <summary>The best model of a back-test; the yardstick where nothing could be scored.</summary>
    public static Champion From(BacktestReport report)
    {
        var yardstick = report.Models.Single(model => model.Model == report.Yardstick);
        if (yardstick.Overall.Cases == 0)
        {
            return new Champion(report.Yardstick, $"{report.Yardstick}, unproved: the history is too short to score any forecast.");
        }

        ModelSummary[] ranked =
            [.. report.Models.Where(model => model.ShareOfCasesAnswered >= LeastAnswered).OrderBy(model => model.Overall.RelativeLogWis ?? 1)];
        var best = ranked[0];
        return new Champion(best.Model, ranked.Length == 1 ? Alone(best) : Compared(best, ranked[1], report));
    }

    private static string Alone(ModelSummary best) =>
        $"{best.Model} is the only model that answered at least {LeastAnswered:P0} of the cases ({best.Overall.Cases} scored).";

    private static string Compared(ModelSummary best, ModelSummary next, BacktestReport report) =>
        $"{best.Model} has the lowest log-WIS of {report.Models.Count} models over {best.Overall.Cases} cases from {report.Origins.Count} origins: "
        + $"{best.Overall.RelativeLogWis ?? 1:0.000} of that of {report.Yardstick}; the next best, {next.Model}, has {next.Overall.RelativeLogWis ?? 1:0.000}.";
}
