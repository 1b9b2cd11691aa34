using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Back-tests the forecasts of totals, of all locations or of groups of them: at each origin samples are drawn from the model's forecasts
/// and added up, and the quantiles of the sums are scored on the sum of what was then reported (of the locations that reported). How
/// errors go together is estimated, at each origin, from the errors that were known there.
/// </summary>
public static class TotalBacktest
{
    /// <summary>So many samples tell scores of totals to less than the noise of two years of origins.</summary>
    private const int Draws = 250;

    /// <summary>Scores the totals of all locations.</summary>
    /// <inheritdoc cref="ByLevel"/>
    public static TotalScores Evaluate(
        Panel panel,
        IForecastModel model,
        Dependence? assumed = null,
        SampleOptions? options = null,
        CancellationToken cancellationToken = default
    ) => ByLevel(panel, model, [new SummedGroup("all", panel.Locations)], assumed, options, cancellationToken).Single().Scores;

    /// <summary>Scores the totals of groups, those of a level pooled.</summary>
    /// <param name="panel">The whole history.</param>
    /// <param name="model">The model.</param>
    /// <param name="groups">Which locations are added up; a location may be in one group of each level.</param>
    /// <param name="assumed">Takes this dependence instead of estimating one.</param>
    /// <param name="options">How samples are drawn.</param>
    /// <param name="cancellationToken">Stops between two origins.</param>
    /// <returns>The levels in the order in which they first occur.</returns>
    public static IReadOnlyList<LevelScores> ByLevel(
        Panel panel,
        IForecastModel model,
        IReadOnlyList<SummedGroup> groups,
        Dependence? assumed = null,
        SampleOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var rows = panel.Locations.Index().ToDictionary(location => location.Item, location => location.Index, StringComparer.Ordinal);
        var levels = groups
            .GroupBy(
                group => group.Level,
                group => (int[])[.. group.Locations.Where(rows.ContainsKey).Select(name => rows[name])],
                StringComparer.Ordinal
            )
            .ToArray();
        var scores = levels.ToDictionary(level => level.Key, _ => new List<(ForecastScore Score, double Width)>(), StringComparer.Ordinal);
        options ??= new SampleOptions(Draws);
        var plan = BacktestPlan.For(panel);
        Period[] origins = [.. plan.Origins];
        var tables = new ForecastTable[origins.Length];
        JointForecasts.Make(
            panel,
            origins,
            plan.Horizons,
            [model],
            new ParallelOptions { CancellationToken = cancellationToken },
            (origin, _, table) => tables[origin] = table
        );
        List<ScoredCase> cases =
        [
            .. tables.Index().SelectMany(made => RollingOrigin.CasesOf(panel, made.Item, 0, made.Index, OriginHalf.Both)),
        ];
        foreach (var (index, origin) in origins.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var table = tables[index];
            var dependence = assumed ?? ErrorDependence.Estimate(cases.Where(found => origins[found.Origin].Plus(found.Horizon) <= origin));
            var paths = JointSamples.Draw(table, dependence, options);
            for (var horizon = 0; horizon < plan.Horizons.Count; horizon++)
            {
                foreach (var level in levels)
                {
                    scores[level.Key]
                        .AddRange(level.Select(members => Score(panel, members, paths, origin, horizon)).OfType<(ForecastScore, double)>());
                }
            }
        }

        return [.. levels.Select(level => new LevelScores(level.Key, level.Count(), TotalScores.Of(origins.Length, scores[level.Key])))];
    }

    private static (ForecastScore Score, double Width)? Score(Panel panel, int[] members, SamplePaths paths, Period origin, int horizon)
    {
        var target = origin.Plus(paths.Horizons[horizon]).Minus(panel.First);
        var (total, actual) = (new double[paths.Draws], 0.0);
        var any = false;
        foreach (var location in members)
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

/// <summary>Locations to be added up.</summary>
/// <param name="Level">Groups of one level are scored together: "region", say.</param>
/// <param name="Locations">Names; those the panel does not hold are left out.</param>
public sealed record SummedGroup(string Level, IReadOnlyList<string> Locations);

/// <summary>How the totals of a level did.</summary>
/// <param name="Level">The level.</param>
/// <param name="Groups">How many groups it has.</param>
/// <param name="Scores">Their scores, pooled.</param>
public sealed record LevelScores(string Level, int Groups, TotalScores Scores);

/// <summary>How the forecasts of totals did.</summary>
/// <param name="Origins">How many origins.</param>
/// <param name="Cases">How many totals were scored.</param>
/// <param name="Wis">Mean weighted interval score, in cases.</param>
/// <param name="LogWis">The same of log(1 + cases).</param>
/// <param name="Coverage50">Share of totals within the central 50 % interval.</param>
/// <param name="Coverage80">Share of totals within the central 80 % interval.</param>
/// <param name="Coverage95">Share of totals within the central 95 % interval.</param>
/// <param name="Width80">Mean width of the central 80 % interval, in cases.</param>
public sealed record TotalScores(
    int Origins,
    int Cases,
    double Wis,
    double LogWis,
    double Coverage50,
    double Coverage80,
    double Coverage95,
    double Width80
)
{
    internal static TotalScores Of(int origins, IReadOnlyList<(ForecastScore Score, double Width)> found)
    {
        return new TotalScores(
            origins,
            found.Count,
            Mean(score => score.Wis),
            Mean(score => score.LogWis),
            Share(score => score.In50),
            Share(score => score.In80),
            Share(score => score.In95),
            found.Select(one => one.Width).DefaultIfEmpty().Average()
        );

        double Mean(Func<ForecastScore, double> value) => found.Select(one => value(one.Score)).DefaultIfEmpty().Average();

        double Share(Func<ForecastScore, bool> held) => Mean(score => held(score) ? 1 : 0);
    }
}
