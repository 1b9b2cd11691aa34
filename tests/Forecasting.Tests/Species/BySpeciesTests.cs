using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Species;

public sealed class BySpeciesTests
{
    private static readonly BySpecies Model = new BySpecies(new SeasonalRelativePersistence());
    private static readonly Panel Both = WithSpecies((_, _) => true);

    [Fact]
    public void Without_species_it_is_the_model_bit_for_bit()
    {
        var plain = Districts.Of(5, 48);
        var table = Model.Forecast(plain, [1, 2, 3]);

        table.Bits().ShouldBe(new SeasonalRelativePersistence().Forecast(plain, [1, 2, 3]).Bits());
        table.Species.ShouldBeEmpty();
    }

    [Fact]
    public void Each_species_is_forecast_as_the_model_would_forecast_it_alone()
    {
        var table = Model.Forecast(Both, [1, 2, 3]);

        table
            .Species[0]
            .Bits()
            .ShouldBe(new SeasonalRelativePersistence().Forecast(Both.WithCases(Variables.FalciparumCases), [1, 2, 3]).Bits());
        table
            .Species[1]
            .Bits()
            .ShouldBe(new SeasonalRelativePersistence().Forecast(Both.WithCases(Variables.VivaxCases), [1, 2, 3]).Bits());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.6)]
    public void In_every_draw_the_species_add_up_and_all_cases_have_the_quantiles_of_their_own_forecast(double share)
    {
        var table = Model.Forecast(Both, [1, 2, 3]);
        var paths = JointSamples.Draw(table, new Dependence([new CommonShare(1, share)], .3, .6, 0));
        for (var i = 0; i < table.Locations.Count; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                for (var draw = 0; draw < paths.Draws; draw++)
                {
                    paths[i, j][draw].ShouldBe(paths.Species[0][i, j][draw] + paths.Species[1][i, j][draw]);
                }

                Aggregation.Quantiles(paths[i, j]).Median.ShouldBe(table[i, j]!.Median, .01 * (1 + table[i, j]!.Median));
                Aggregation
                    .Quantiles(paths.Species[0][i, j])
                    .Median.ShouldBe(table.Species[0][i, j]!.Median, .05 * (20 + table.Species[0][i, j]!.Median));
            }
        }
    }

    [Fact]
    public void The_draws_of_all_cases_have_the_range_of_their_own_forecast_however_the_species_go_together()
    {
        var (first, second) = (Bell(100, 10), Bell(100, 10));
        var table = new ForecastTable(Both.Last, ["x"], [1])
        {
            Species = [new ForecastTable(Both.Last, ["x"], [1]), new ForecastTable(Both.Last, ["x"], [1])],
        };
        (table[0, 0], table.Species[0][0, 0], table.Species[1][0, 0]) = (Bell(200, 25), first, second);
        var sum = Aggregation.Quantiles(JointSamples.Draw(table, Dependence.Apart)[0, 0]);

        ((sum.At(.9) - sum.At(.1)) / (2 * 1.2816)).ShouldBe(25, .8);
    }

    [Fact]
    public void A_location_whose_species_are_told_too_rarely_is_forecast_as_a_whole()
    {
        var mixed = WithSpecies((i, t) => i > 0 || t > 40);
        var table = Model.Forecast(mixed, [1]);

        table.IsBySpecies(0, 0).ShouldBeFalse();
        table[0, 0]!.Values.ToArray().ShouldBe(new SeasonalRelativePersistence().Forecast(mixed, [1])[0, 0]!.Values.ToArray());
        table.IsBySpecies(1, 0).ShouldBeTrue();
    }

    [Fact]
    public void The_fit_forecasts_what_the_model_does_and_under_the_weather_that_was_again_bit_for_bit()
    {
        var mixed = WithSpecies((i, t) => i > 0 || t > 40);
        var (table, fit) = (new BySpecies(new Ensemble()).Forecast(mixed, [1, 2]), BySpecies.Fit(mixed, [1, 2]));
        var again = fit.Under(mixed).Forecasts;

        foreach (var other in (ForecastTable[])[fit.Forecasts, again])
        {
            other.Bits().ShouldBe(table.Bits());
            other.Species.Select(species => species.Bits()).ShouldBe(table.Species.Select(species => species.Bits()));
        }
    }

    [Fact]
    public void A_location_is_explained_by_the_fits_that_forecast_it()
    {
        var fit = BySpecies.Fit(WithSpecies((i, t) => i > 0 || t > 40), [1]);

        fit.Of(0).Single().ShouldBe(fit.Whole);
        fit.Of(1).ShouldBe(fit.Species);
        foreach (var (species, each) in fit.Species.Index())
        {
            each.Explain(1, 0)!.Forecast.Median.ShouldBe(fit.Forecasts.Species[species][1, 0]!.Median);
        }

        BySpecies.Fit(Districts.Of(3, 48), [1]).Species.ShouldBeEmpty();
    }

    private static QuantileForecast Bell(double mean, double deviation) =>
        QuantileForecast.From([.. QuantileForecast.Levels.ToArray().Select(level => mean + (deviation * NormalQuantile(level)))]);

    // The normal quantile by bisection of its distribution, as an oracle that shares nothing with the library's.
    private static double NormalQuantile(double level)
    {
        var (low, high) = (-6.0, 6.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Phi(middle) < level ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double Phi(double z)
    {
        var (sum, term) = (z, z);
        for (var k = 1; k < 200; k++)
        {
            term *= z * z / ((2 * k) + 1);
            sum += term;
        }

        return .5 + (sum * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
    }

    private static Panel WithSpecies(Func<int, int, bool> told)
    {
        var plain = Districts.Of(4, 48);
        var columns = plain.Variables.ToDictionary(
            name => name,
            name => (double[])[.. Enumerable.Range(0, 4).SelectMany(i => plain.Series(i, name).ToArray())],
            StringComparer.Ordinal
        );
        columns[Variables.FalciparumCases] =
        [
            .. columns[Variables.Cases].Select((cases, k) => told(k / 48, k % 48) ? Math.Round(.7 * cases) : double.NaN),
        ];
        columns[Variables.VivaxCases] =
        [
            .. columns[Variables.Cases].Select((cases, k) => told(k / 48, k % 48) ? cases - Math.Round(.7 * cases) : double.NaN),
        ];
        return Panel.FromColumns(plain.Locations, plain.First, plain.Count, columns);
    }
}
