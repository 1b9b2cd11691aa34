using MalariaPredictor.Forecasting.Models.Replays;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// What one forecast of the <see cref="Ensemble"/> is made of, on log(1 + cases): the four <paramref name="Parts"/> and
/// <paramref name="Correction"/> add up to <paramref name="LoggedMedian"/>.
/// </summary>
/// <param name="Forecast">The forecast explained.</param>
/// <param name="Members">What each member alone would forecast, and its weight; the weights add up to 1.</param>
/// <param name="Parts">Persistence, season, neighbours and climate, weighted over the members.</param>
/// <param name="Correction">What past errors of the weighted mean add (they may lean to one side), and what bounds take away.</param>
/// <param name="LoggedMedian">log(1 + the forecast's median).</param>
public sealed record Explanation(
    QuantileForecast Forecast,
    IReadOnlyList<MemberForecast> Members,
    Contributions Parts,
    double Correction,
    double LoggedMedian
);

/// <summary>One member beside the ensemble.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Weight">Its weight at this location and horizon, 0…1.</param>
/// <param name="Forecast">What it would forecast alone, with a spread learned from its own errors.</param>
public sealed record MemberForecast(string Member, double Weight, QuantileForecast Forecast);
