using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Series;
using StoredObservations = MalariaPredictor.Backend.Storage.Observations;

namespace MalariaPredictor.Backend.Verification;

/// <summary>
/// Scores stored forecasts against what was reported since. A back-test says how a model would have done; this says how what was
/// acted upon did. The yardstick forecasts anew from what was known when each run was issued: later corrections help neither.
/// </summary>
public sealed class PastRuns(ForecastStore store, StoredObservations observations)
{
    /// <summary>A year of months: skill differs between seasons.</summary>
    public const int MostOrigins = 12;

    /// <returns>Null where no forecast's target has been reported yet.</returns>
    public async Task<VerificationScores?> ScoreAsync(Country country, CancellationToken cancellationToken)
    {
        var scored = new List<Scored>();
        foreach (var origin in (await store.OriginsAsync(cancellationToken)).Where(origin => origin < country.Panel.Last).Take(MostOrigins))
        {
            if (await store.AtAsync(origin, country.Run.Model.Digest, country.Snapshot.Known, cancellationToken) is { } run)
            {
                scored.AddRange(Of(run, country, await YardstickAsync(run, country.Scores.Backtest.Yardstick, cancellationToken)));
            }
        }

        return scored.Count == 0 ? null : Means(scored);
    }

    private async Task<Dictionary<(string Location, int Horizon), QuantileForecast>> YardstickAsync(
        ForecastRun run,
        string model,
        CancellationToken cancellationToken
    )
    {
        if (
            await observations.PanelAsOfAsync(run.IssuedAt, cancellationToken) is not { } known
            || run.Origin < known.First
            || run.Origin > known.Last
        )
        {
            return [];
        }

        int[] horizons =
        [
            .. run.Locations.SelectMany(location => location.Horizons).Select(forecast => forecast.Horizon).Distinct().Order(),
        ];
        var table = Training.Candidate(model).Forecast(known.UpTo(run.Origin), horizons);
        return (
            from location in Enumerable.Range(0, table.Locations.Count)
            from horizon in Enumerable.Range(0, horizons.Length)
            where table[location, horizon] is not null
            select KeyValuePair.Create((table.Locations[location], horizons[horizon]), table[location, horizon]!)
        ).ToDictionary();
    }

    private static IEnumerable<Scored> Of(
        ForecastRun run,
        Country country,
        Dictionary<(string Location, int Horizon), QuantileForecast> yardstick
    ) =>
        from location in run.Locations
        let place = country.Find(location.Location)
        where place is not null
        from forecast in location.Horizons
        let actual = place.At(forecast.Period)
        where !double.IsNaN(actual)
        select new Scored(
            run.Origin,
            ForecastScore.Of(forecast.Quantiles, actual),
            yardstick.TryGetValue((location.Location, forecast.Horizon), out var other) ? ForecastScore.Of(other, actual).LogWis : null
        );

    private static VerificationScores Means(List<Scored> scored)
    {
        var paired = scored.Where(one => one.Yardstick is not null).ToList();
        var yardstick = paired.Sum(one => one.Yardstick!.Value);
        return new VerificationScores(
            scored.Select(one => one.Origin).Distinct().Count(),
            scored.Count,
            yardstick > 0 ? paired.Sum(one => one.Score.LogWis) / yardstick : null,
            (double)scored.Count(one => one.Score.In80) / scored.Count
        );
    }

    private readonly record struct Scored(Period Origin, ForecastScore Score, double? Yardstick);
}

/// <summary>How forecasts that were issued did, now that what they spoke of has been reported.</summary>
/// <param name="Origins">Of how many origins any forecast could be scored.</param>
/// <param name="Cases">How many forecasts were scored: a location, an origin and a horizon each.</param>
/// <param name="RelativeLogWis">Log-WIS over that of the yardstick, made from what was known at the same origin; null where that scored
/// nothing.</param>
/// <param name="Coverage80">The share of reports within the central 80 % interval, 0…1.</param>
public sealed record VerificationScores(int Origins, int Cases, double? RelativeLogWis, double Coverage80);
