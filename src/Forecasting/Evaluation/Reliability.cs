namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Whether a model's quantiles mean what they say: of a reliable model, a share p of the actuals lies at or below the quantile of level p.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Horizon">Periods ahead; none where all horizons are pooled.</param>
/// <param name="Cases">How many were scored.</param>
/// <param name="AtOrBelow">For each of the 23 levels, how many actuals were at or below that quantile.</param>
public sealed record Reliability(string Model, int? Horizon, int Cases, IReadOnlyList<int> AtOrBelow)
{
    /// <summary>The tables of all models: each horizon, then all of them.</summary>
    internal static IReadOnlyList<Reliability> Of(IReadOnlyList<string> models, IReadOnlyList<ScoredCase> cases) =>
        [
            .. cases
                .GroupBy(found => (found.Model, found.Horizon))
                .OrderBy(group => group.Key)
                .Select(group => Of(models[group.Key.Model], group.Key.Horizon, group))
                .Concat(
                    cases.GroupBy(found => found.Model).OrderBy(group => group.Key).Select(group => Of(models[group.Key], null, group))
                ),
        ];

    private static Reliability Of(string model, int? horizon, IEnumerable<ScoredCase> cases)
    {
        var atOrBelow = new int[QuantileForecast.Levels.Length];
        var count = 0;
        foreach (var found in cases)
        {
            count++;
            for (var level = found.Rank; level < atOrBelow.Length; level++)
            {
                atOrBelow[level]++;
            }
        }

        return new Reliability(model, horizon, count, atOrBelow);
    }
}
