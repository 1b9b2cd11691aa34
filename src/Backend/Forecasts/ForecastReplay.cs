using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Makes a past forecast again, from what was known then: the data as of a time, and the model that made the newest run issued
/// by then. Stores nothing.
/// </summary>
public sealed class ForecastReplay(Database database, ModelVersions models, ForecastStore store)
{
    /// <exception cref="UserFacingException">Nothing was known then, or no model is known to have been there.</exception>
    public async Task<Replayed> RunAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var known = await KnownHistory.ReadAsync(database, cancellationToken, time);
        var newest = await store.IssuedByAsync(time, cancellationToken);
        var model =
            newest?.Model
            ?? await models.ChampionAsync(cancellationToken)
            ?? throw new UserFacingException(
                "No model is champion yet, and none had forecast by then.",
                "Choose one: malaria-predictor train."
            );
        var digest = PanelDigest.Of(known.Estimated);
        var (panel, stored) = (known.Estimated, newest?.DataDigest == digest ? newest : null);
        if (newest is not null && stored is null && known.Estimated != known.Panel && newest.DataDigest == PanelDigest.Of(known.Panel))
        {
            // An earlier release forecast from the counts as they were reported.
            (panel, digest, stored) = (known.Panel, newest.DataDigest, newest);
        }

        var table = Training.Candidate(model.Algorithm).Forecast(panel, Horizons.Issued(known.Panel.First.Type));
        EnoughData.Apply(table, known.Panel);
        return new Replayed(known, model, digest, table, stored, stored is null ? null : Same(table, stored));
    }

    private static bool Same(ForecastTable table, ForecastRun stored)
    {
        var before = stored.Locations.SelectMany(location =>
            location.Horizons.Select(forecast => (location.Location, forecast.Horizon, Bits(forecast.Quantiles)))
        );
        return Forecasts(table)
            .Select(made => (made.Location, made.Forecast.Horizon, Bits(made.Forecast.Quantiles)))
            .ToHashSet()
            .SetEquals(before);
    }

    /// <summary>The forecasts of a table, one by one.</summary>
    internal static IEnumerable<(string Location, HorizonForecast Forecast)> Forecasts(ForecastTable table) =>
        from location in Enumerable.Range(0, table.Locations.Count)
        from horizon in Enumerable.Range(0, table.Horizons.Count)
        let quantiles = table[location, horizon]
        where quantiles is not null
        select (
            table.Locations[location],
            new HorizonForecast(table.Horizons[horizon], table.Origin.Plus(table.Horizons[horizon]), quantiles)
        );

    // As they are stored, which is exact.
    private static string Bits(Forecasting.QuantileForecast quantiles) => StoredQuantiles.Write(quantiles);
}

/// <summary>A past forecast, made again.</summary>
/// <param name="Known">What was known.</param>
/// <param name="Model">The model that had forecast then; where none had, the champion of now.</param>
/// <param name="DataDigest">Of the data.</param>
/// <param name="Table">The forecasts.</param>
/// <param name="Stored">The run issued then from the same data; null where there is none.</param>
/// <param name="Same">Whether every forecast equals the stored one bit for bit; null where none is stored.</param>
public sealed record Replayed(
    KnownHistory Known,
    ModelVersion Model,
    string DataDigest,
    ForecastTable Table,
    ForecastRun? Stored,
    bool? Same
)
{
    /// <summary>All of it, for a person.</summary>
    public string Sentence =>
        $"{ForecastReplay.Forecasts(Table).Count()} forecasts from {Table.Origin} by {Model.Name} version {Model.Version} "
        + $"({Model.Algorithm}), from what was known on "
        + $"{Known.Seen:yyyy-MM-dd HH:mm:ss.fff} UTC"
        + Same switch
        {
            true => $": the same, bit for bit, as run {Stored!.Id} stored on {Stored.IssuedAt:yyyy-MM-dd HH:mm:ss.fff} UTC.",
            false =>
                $": NOT the same as run {Stored!.Id}, which was stored from the same data by the same model. Another release may have made "
                    + "it.",
            null => "; none was stored from those data.",
        };
}
