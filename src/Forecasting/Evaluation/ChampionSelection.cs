namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>The model chosen, and why, in a sentence for people.</summary>
public sealed record Champion(string Model, string Reason);

/// <summary>
/// Chooses the model that forecasts: the lowest log-WIS relative to the yardstick, all horizons and both halves pooled, on the same cases.
/// A tie goes to the one listed first, the yardstick before all. A model that was scored on less than 95 % of the yardstick's cases
/// cannot be chosen: it may have answered the easy ones only. Differences of less than 2 % between good models do not last from one year
/// to the next, so a model that is preferred for not standing on one leg is chosen unless another is better by more, in both halves of
/// the origins.
/// </summary>
public static class ChampionSelection
{
    private const double LeastAnswered = .95;
    private const double Lasting = .02;

    /// <summary>The best model of a back-test; where nothing could be scored the preferred one, or else the yardstick.</summary>
    /// <param name="report">The scores.</param>
    /// <param name="preferred">The model that is chosen where it is as good as the best, such as an ensemble of the others; or
    /// none.</param>
    public static Champion From(BacktestReport report, string? preferred = null)
    {
        var yardstick = report.Models.Single(model => model.Model == report.Yardstick);
        if (yardstick.Overall.Cases == 0)
        {
            // Of models of which nothing is known the preferred one: it forecasts from half a year on, where the yardstick needs years.
            var unproved = preferred ?? report.Yardstick;
            return new Champion(unproved, $"{unproved}, unproved: the history is too short to score any forecast.");
        }

        ModelSummary[] ranked = [.. report.Models.Where(model => model.ShareOfCasesAnswered >= LeastAnswered).OrderBy(Relative)];
        var best = ranked[0];
        if (ranked.FirstOrDefault(model => model.Model == preferred) is { } favorite && favorite != best && !Lasts(report, best, favorite))
        {
            return new Champion(favorite.Model, Preferred(favorite, best, report));
        }

        return new Champion(best.Model, ranked.Length == 1 ? Alone(best) : Compared(best, ranked[1], report));
    }

    /// <summary>Whether the best is better than the favorite by enough: taken whole, and in each half of the origins.</summary>
    private static bool Lasts(BacktestReport report, ModelSummary best, ModelSummary favorite)
    {
        return IsBetter(Relative(best), Relative(favorite)) && IsBetterIn(OriginHalf.Early) && IsBetterIn(OriginHalf.Late);

        bool IsBetterIn(OriginHalf half) =>
            In(best, half) is not { } ofBest || In(favorite, half) is not { } ofFavorite || IsBetter(ofBest, ofFavorite);

        double? In(ModelSummary model, OriginHalf half) =>
            report.Scores.FirstOrDefault(row => row.Model == model.Model && row.Half == half && row.Horizon is null)?.Means.RelativeLogWis;

        bool IsBetter(double one, double other) => one < other * (1 - Lasting);
    }

    private static string Alone(ModelSummary best) =>
        $"{best.Model} is the only model that answered at least {LeastAnswered:P0} of the cases ({best.Overall.Cases} scored).";

    private static string Compared(ModelSummary best, ModelSummary next, BacktestReport report) =>
        $"{best.Model} has the lowest log-WIS of {report.Models.Count} models over {best.Overall.Cases} cases from {report.Origins.Count} "
        + "origins: "
        + $"{Relative(best):0.000} of that of {report.Yardstick}; the next best, {next.Model}, has {Relative(next):0.000}.";

    private static string Preferred(ModelSummary favorite, ModelSummary best, BacktestReport report) =>
        $"{favorite.Model} has {Relative(favorite):0.000} of the log-WIS of {report.Yardstick} over {favorite.Overall.Cases} cases from "
        + $"{report.Origins.Count} origins; {best.Model} alone has {Relative(best):0.000}, a difference too small to last, or "
        + $"one that only half of the origins show.";

    private static double Relative(ModelSummary model) => model.Overall.RelativeLogWis ?? 1;
}
