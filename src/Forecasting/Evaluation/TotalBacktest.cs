using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Back-tests the forecast of the total of all locations: at each origin samples are drawn from the model's forecasts and added up, and
/// the quantiles of the sums are scored on the sum of what was then reported (of the locations that reported). How errors go together is
/// estimated, at each origin, from the errors that were known there.
/// </summary>
public static class TotalBacktest
{
    /// <summary>Scores the totals of a model.</summary>
    /// <param name="panel">The whole history.</param>
    /// <param name="model">The model.</param>
    /// <param name="assumed">Takes this dependence instead of estimating one.</param>
    /// <param name="options">How samples are drawn.</param>
    /// <param name="cancellation">Stops between two origins.</param>
    public static TotalScores Evaluate(
        Panel panel, IForecastModel model, Dependence? assumed = null, SampleOptions? options = null, CancellationToken cancellation = default)
    {
        var plan = BacktestPlan.For(panel);
        Period[] origins = [.. plan.Origins];
        var cases = assumed is null ? RollingOrigin.Score(panel, plan, [model], cancellation: cancellation) : [];
        var scores = new List<(ForecastScore Score, double Width)>();
        foreach (var origin in origins)
        {
            cancellation.ThrowIfCancellationRequested();
            var table = model.Forecast(panel.UpTo(origin), plan.Horizons);
            var dependence = assumed ?? ErrorDependence.Estimate(cases.Where(found => origins[found.Origin].Plus(found.Horizon) <= origin));
            var paths = JointSamples.Draw(table, dependence, options);
            for (var horizon = 0; horizon < plan.Horizons.Count; horizon++)
            {
                if (Score(panel, paths, origin, horizon) is { } found)
                {
                    scores.Add(found);
                }
            }
        }

        return TotalScores.Of(origins.Length, scores);
    }

    private static (ForecastScore Score, double Width)? Score(Panel panel, SamplePaths paths, Period origin, int horizon)
    {
        var target = origin.Plus(paths.Horizons[horizon]).Minus(panel.First);
        var (total, actual) = (new double[paths.Draws], 0.0);
        var any = false;
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            var reported = panel.Series(location, Variables.Cases)[target];
            var draws = paths[location, horizon];
            if (reported >= 0 && !draws.IsEmpty)
            {
                (any, actual) = (true, actual + reported);
                for (var draw = 0; draw < total.Length; draw++)
                {
                    total[draw] += draws[draw];
                }
            }
        }

        if (!any)
        {
            return null;
        }

        var forecast = Aggregation.Quantiles(total);
        return (ForecastScore.Of(forecast, actual), forecast.At(.9) - forecast.At(.1));
    }
}

/// <summary>How the forecasts of the total of all locations did.</summary>
/// <param name="Origins">How many origins.</param>
/// <param name="Cases">How many totals were scored.</param>
/// <param name="Wis">Mean weighted interval score, in cases.</param>
/// <param name="LogWis">The same of log(1 + cases).</param>
/// <param name="Coverage50">Share of totals within the central 50 % interval.</param>
/// <param name="Coverage80">Share of totals within the central 80 % interval.</param>
/// <param name="Coverage95">Share of totals within the central 95 % interval.</param>
/// <param name="Width80">Mean width of the central 80 % interval, in cases.</param>
public sealed record TotalScores(
    int Origins, int Cases, double Wis, double LogWis, double Coverage50, double Coverage80, double Coverage95, double Width80)
{
    internal static TotalScores Of(int origins, IReadOnlyList<(ForecastScore Score, double Width)> found)
    {
        return new TotalScores(
            origins, found.Count, Mean(score => score.Wis), Mean(score => score.LogWis), Share(score => score.In50), Share(score => score.In80),
            Share(score => score.In95), found.Select(one => one.Width).DefaultIfEmpty().Average());

        double Mean(Func<ForecastScore, double> value) => found.Select(one => value(one.Score)).DefaultIfEmpty().Average();

        double Share(Func<ForecastScore, bool> held) => Mean(score => held(score) ? 1 : 0);
    }
}
