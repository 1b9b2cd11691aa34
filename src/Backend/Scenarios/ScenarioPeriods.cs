using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>
/// The periods whose weather a scenario may name: the last three months (twelve weeks) observed, and those that are forecast.
/// </summary>
/// <param name="Observed">Of which models see the weather, earliest first.</param>
/// <param name="ToCome">After the origin, up to the last one forecast.</param>
internal sealed record ScenarioPeriods(IReadOnlyList<Period> Observed, IReadOnlyList<Period> ToCome)
{
    public static ScenarioPeriods Of(Panel observed, int furthest) =>
        new(
            [.. Enumerable.Range(0, observed.Count).TakeLast(observed.First.Type == PeriodType.Month ? 3 : 12).Select(observed.First.Plus)],
            [.. Enumerable.Range(1, furthest).Select(observed.Last.Plus)]
        );

    /// <summary>All of them, as text.</summary>
    public IReadOnlyList<string> Texts => [.. Observed.Concat(ToCome).Select(period => period.ToString())];

    public bool Contains(Period period) => period >= Observed[0] && period <= ToCome[^1];
}
