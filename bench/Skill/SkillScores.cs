using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>Back-tests of the yardstick, the baseline and the members beside the ensemble, on every set.</summary>
internal sealed class SkillScores
{
    public static readonly IReadOnlyList<IForecastModel> Models =
    [
        new SeasonalRelativePersistence(ResidualMemory.Everything),
        new SeasonalRelativePersistence(),
        .. Member.All,
        new Ensemble(),
    ];

    /// <summary>A short history has no early half.</summary>
    private static readonly MeanScores Nothing = new(0, 0, 0, 0, 0, 0, 0, null, null);

    private SkillScores(IReadOnlyList<(string Set, BacktestReport Report)> reports) => Reports = reports;

    public IReadOnlyList<(string Set, BacktestReport Report)> Reports { get; }

    public static SkillScores Of(IReadOnlyList<(string Name, Panel Panel)> sets) =>
        new([.. sets.Select(set => (set.Name, RollingOrigin.Evaluate(set.Panel, Models)))]);

    /// <summary>Means of one model on one set, at one horizon or all.</summary>
    public MeanScores Means(string set, string model, int? horizon = null, OriginHalf half = OriginHalf.Both) =>
        Reports
            .Single(report => report.Set == set)
            .Report.Scores.SingleOrDefault(row => row.Model == model && row.Horizon == horizon && row.Half == half)
            ?.Means
        ?? Nothing;

    /// <summary>A model's score relative to the yardstick, pooled over the sets by geometric mean.</summary>
    public double Pooled(string model, Func<MeanScores, double?> score, int? horizon = null, OriginHalf half = OriginHalf.Both) =>
        Math.Exp(Reports.Average(report => Math.Log(score(Means(report.Set, model, horizon, half)) ?? 1)));
}
