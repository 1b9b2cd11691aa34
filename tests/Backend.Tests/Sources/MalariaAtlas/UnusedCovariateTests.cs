using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.MalariaAtlas;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.MalariaAtlas;

public sealed class UnusedCovariateTests
{
    private static readonly int[] Horizons = [1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_covariate_that_no_model_uses_changes_no_bit_of_any_forecast()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(TinyCountry.Observations(simulated: false), TinyCountry.Boundaries());
        var before = await ForecastsAsync(scratch);
        var tools = new SourceTools(scratch.Database, scratch.Clock, _ => null);
        foreach (var variable in MapSurface.All.Select(surface => surface.Variable))
        {
            // Also years before the first report, 2019, and after the last one, 2023.
            var values = new CovariateValues(variable, PeriodType.Month);
            foreach (var year in Enumerable.Range(2017, 9))
            {
                values.Add(TinyCountry.Districts[year % 2], Period.Month(year, 1), year / 3000.0);
            }

            await values.StoreAsync(
                tools,
                "malaria-atlas",
                new SourcePart($"{variable}-all", new DateOnly(2017, 1, 1), new DateOnly(2025, 12, 31), "scope"),
                new FetchedPart("202508", IsFinal: true),
                [],
                Token
            );
        }

        (await ForecastsAsync(scratch)).ShouldBe(before);
    }

    private static async Task<string> ForecastsAsync(Scratch scratch)
    {
        var known = await KnownHistory.ReadAsync(scratch.Database, Token);
        return string.Join(
            '\n',
            Training
                .Candidates.SelectMany(model => ForecastReplay.Forecasts(model.Forecast(known.Panel, Horizons)))
                .Select(made => $"{made.Location} {made.Forecast.Period} {StoredQuantiles.Write(made.Forecast.Quantiles)}")
                .Concat(known.Notices(scratch.Clock.GetUtcNow()))
        );
    }
}
