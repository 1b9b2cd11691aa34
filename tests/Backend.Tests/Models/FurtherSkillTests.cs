using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Models;

public sealed class FurtherSkillTests
{
    [Fact]
    public void What_is_stored_of_a_champion_says_whether_vegetation_is_used()
    {
        var scores = Scores(Driven());
        Training.UsesWeather(scores.Champion).ShouldBeTrue(scores.Champion);
        var next = scores.Further.ShouldNotBeNull()[0];
        (next.Horizon, next.IsUsed).ShouldBe((1, true));
        next.Variables.ShouldBe([Variables.Ndvi]);
        next.RelativeError.ShouldBeLessThan(.95);
        ModelScores.Read(CanonicalJson.Write(scores)).Further!.Count.ShouldBe(scores.Further.Count);
    }

    [Fact]
    public void Where_nothing_of_the_kind_is_given_nothing_is_stored_of_it()
    {
        var panel = Driven();
        var without = Panel.FromColumns(
            panel.Locations,
            panel.First,
            panel.Count,
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                [Variables.Cases] =
                [
                    .. Enumerable.Range(0, panel.Locations.Count).SelectMany(i => panel.Series(i, Variables.Cases).ToArray()),
                ],
            }
        );
        var scores = Scores(without);
        scores.Further.ShouldBeNull();
        CanonicalJson.Write(scores).ShouldNotContain("urther");
    }

    [Theory]
    [InlineData(true, .9, "Vegetation (NDVI) and humidity lowered the error by a further 10.0 % and are used.")]
    [InlineData(false, .99, "Vegetation (NDVI) and humidity are not used: two years of past forecasts have to speak for them")]
    [InlineData(false, 1.02, "Vegetation (NDVI) and humidity are not used: past forecasts were no better for them.")]
    public void An_explanation_says_whether_they_are_used_and_why(bool used, double error, string words) =>
        ClimateNote
            .Of(
                new ClimateUse(1, ClimateState.On, .98)
                {
                    Further = new FurtherUse([Variables.Ndvi, Variables.RelativeHumidity], used, error),
                }
            )
            .Words.ShouldContain(words);

    private static ModelScores Scores(Panel panel) =>
        PartScores.Add(
            panel,
            Training.Evaluate(panel, TestContext.Current.CancellationToken),
            Hierarchy.None,
            TestContext.Current.CancellationToken
        );

    /// <summary>Cases follow the vegetation of three months before.</summary>
    private static Panel Driven()
    {
        const int Places = 8;
        const int Months = 72;
        var random = new Random(11);
        var (cases, green) = (new double[Places * Months], new double[Places * Months]);
        for (var i = 0; i < Places; i++)
        {
            for (var t = 0; t < Months; t++)
            {
                green[(i * Months) + t] = .2 + (.6 * random.NextDouble());
                var lush = t > 2 ? 3 * (green[(i * Months) + t - 3] - .5) : 0;
                cases[(i * Months) + t] = Math.Round(100 * Math.Exp(lush + (.1 * random.NextDouble())));
            }
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, Places).Select(i => $"{i:00}")],
            Period.Month(2018, 1),
            Months,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases, [Variables.Ndvi] = green }
        );
    }
}
