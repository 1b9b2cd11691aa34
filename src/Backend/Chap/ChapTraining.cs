using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap;

/// <summary>Chooses the algorithm by a back-test on the training data, and learns from the same how errors go together.</summary>
internal static class ChapTraining
{
    /// <exception cref="UserFacingException">There is not one reported case.</exception>
    public static ChapModel Train(Panel all, ChapOptions options, CancellationToken cancellationToken)
    {
        var panel = all.UpTo(Origin(all));
        var (algorithm, reason, backtest) = Choose(panel, options, cancellationToken);
        return new ChapModel(
            ChapModel.ThisFormat,
            algorithm,
            reason,
            options,
            panel.First.Type.Plural(),
            PanelDigest.Of(panel),
            panel.Last.ToString(),
            panel.Locations.Count,
            backtest.DependenceOf(algorithm),
            backtest.Models.Single(model => model.Model == algorithm).Overall
        );
    }

    /// <summary>The last period with enough reports to forecast from.</summary>
    /// <exception cref="UserFacingException">There is not one reported case.</exception>
    public static Period Origin(Panel panel) =>
        ForecastOrigin.Of(panel)
        ?? throw new UserFacingException($"Not one value of {Variables.Cases} is given.", "Check which data element CHAP maps to it.");

    private static (string Algorithm, string Reason, BacktestReport Backtest) Choose(
        Panel panel,
        ChapOptions options,
        CancellationToken cancellationToken
    )
    {
        if (options.Algorithm == ChapOptions.Auto)
        {
            var scores = Training.Evaluate(panel, cancellationToken);
            return (scores.Champion, scores.Reason, scores.Backtest);
        }

        var backtest = RollingOrigin.Evaluate(panel, [Training.Candidate(options.Algorithm)], cancellationToken: cancellationToken);
        return (options.Algorithm, $"{options.Algorithm} was asked for.", backtest);
    }
}
