using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Models.Ensembles;

public sealed class EnsembleFitTests
{
    private static readonly EnsembleFit Fit = Ensemble.Fit(Districts.Of(8, 60), [1, 2, 3]);

    [Fact]
    public void The_parts_add_up_to_the_median_on_the_log_scale()
    {
        for (var place = 0; place < 24; place++)
        {
            var explanation = Fit.Explain(place / 3, place % 3)!;
            (explanation.Parts.Sum + explanation.Correction).ShouldBe(double.LogP1(explanation.Forecast.Median), 1e-9);
            explanation.LoggedMedian.ShouldBe(double.LogP1(Fit.Forecasts[place / 3, place % 3]!.Median));
            Math.Abs(explanation.Correction).ShouldBeLessThan(.1);
        }
    }

    [Fact]
    public void The_members_stand_beside_the_ensemble_with_weights_that_add_up_to_one()
    {
        var members = Fit.Explain(0, 0)!.Members;
        members.Select(member => member.Member).ShouldBe(["persistence", "state-space", "endemic-epidemic", "anomaly-ridge"]);
        members.Sum(member => member.Weight).ShouldBe(1, 1e-12);
        members.ShouldAllBe(member => member.Weight >= 0 && member.Forecast.At(.1) < member.Forecast.At(.9));
    }

    [Theory]
    [InlineData(1, "state-space")]
    [InlineData(2, "endemic-epidemic")]
    [InlineData(3, "anomaly-ridge")]
    public void A_member_alone_forecasts_what_the_explanation_shows_of_it(int member, string name)
    {
        var alone = Member.All[member];
        alone.Name.ShouldBe(name);
        Fit.Explain(3, 1)!
            .Members[member]
            .Forecast.Values.ToArray()
            .ShouldBe(alone.Forecast(Districts.Of(8, 60), [1, 2, 3])[3, 1]!.Values.ToArray());
    }

    [Fact]
    public void Where_cases_rise_with_the_season_the_season_is_what_raises_them()
    {
        // In November the season is about to turn from its trough.
        var rising = Ensemble.Fit(Districts.Of(8, 59), [3]);
        rising.Explain(0, 0)!.Parts.Season.ShouldBeGreaterThan(.3);
    }

    [Fact]
    public void Without_weather_the_climate_contributes_nothing() =>
        Ensemble.Fit(Districts.Of(4, 48, climate: false), [1]).Explain(0, 0)!.Parts.Climate.ShouldBe(0);

    [Fact]
    public void Where_there_is_no_forecast_there_is_nothing_to_explain()
    {
        var fit = Ensemble.Fit(Districts.Of(2, 48, cases: (i, _, value) => i == 0 ? double.NaN : value), [1]);
        fit.Explain(0, 0).ShouldBeNull();
        fit.Explain(1, 0).ShouldNotBeNull();
        var young = Ensemble.Fit(Districts.Of(2, 3), [1]);
        young.Explain(0, 0).ShouldBeNull();
        (young.Climate.Count, young.Cleaned.Count).ShouldBe((0, 0));
    }
}
