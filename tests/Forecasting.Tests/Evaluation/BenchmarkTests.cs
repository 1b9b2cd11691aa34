using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

/// <summary>
/// Against numbers that an independent implementation (Python, numpy) of the same protocol computed on the same data: SRP with every
/// past error, log-WIS per horizon, and the number of cases scored.
/// </summary>
public sealed class BenchmarkTests
{
    private static readonly IForecastModel[] Candidates = [new SeasonalRelativePersistence(ResidualMemory.Everything), .. Baselines.All];

    [Theory]
    [InlineData("uganda", 6960, .152, .197, .210)]
    [InlineData("madagascar", 1474, .326, .403, .435)]
    [InlineData("vietnam-dengue", 1359, .176, .274, .354)]
    [InlineData("brazil-dengue", 1656, .218, .333, .426)]
    public void SRP_scores_what_an_independent_implementation_scores(string set, int cases, double first, double second, double third)
    {
        var report = Evaluate(set);
        foreach (var (horizon, expected) in new[] { (1, first), (2, second), (3, third) })
        {
            Row(report, "srp-all-errors", horizon).LogWis.ShouldBe(expected, .003);
        }

        Row(report, "srp-all-errors", null).Cases.ShouldBe(cases);
        report.Models.ShouldAllBe(model => model.Overall.Cases == cases);
    }

    [Theory]
    [InlineData("uganda", 1.0)]
    [InlineData("madagascar", 1.0)]
    [InlineData("vietnam-dengue", .93)]
    [InlineData("brazil-dengue", 1.005)]
    public void SRP_with_the_errors_of_three_years_is_no_worse_and_covers_what_it_says(string set, double relative)
    {
        var srp = Row(Evaluate(set), "srp", null);
        srp.RelativeLogWis!.Value.ShouldBeLessThanOrEqualTo(relative + .0005);
        srp.Coverage80.ShouldBeInRange(.77, .86);
        srp.Coverage95.ShouldBeInRange(.92, .98);
    }

    [Theory]
    [InlineData("uganda", "seasonal-naive", 1.444)]
    [InlineData("madagascar", "seasonal-naive", 1.399)]
    public void The_other_baselines_score_what_an_independent_implementation_scores(string set, string model, double relative) =>
        Row(Evaluate(set), model, null).RelativeLogWis!.Value.ShouldBe(relative, .01);

    [Theory]
    [InlineData("uganda", "srp")]
    [InlineData("amhara-weekly", "srp")]
    public void The_champion_of_the_baselines_is_SRP(string set, string champion) =>
        ChampionSelection
            .From(RollingOrigin.Evaluate(Panel(set), Baselines.All, cancellationToken: TestContext.Current.CancellationToken))
            .Model.ShouldBe(champion);

    [Fact]
    public void Weekly_data_are_scored_at_one_four_eight_and_twelve_weeks()
    {
        // 47 woredas × 24 origins × 4 horizons.
        var report = Evaluate("amhara-weekly");
        report.Horizons.ShouldBe([1, 4, 8, 12]);
        report.Models.ShouldAllBe(model => model.Overall.Cases == 4512);
    }

    private static BacktestReport Evaluate(string set) =>
        RollingOrigin.Evaluate(Panel(set), Candidates, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The independent numbers for Madagascar are of the months to 2023-09, up to which its covariates go.</summary>
    private static Panel Panel(string set)
    {
        var panel = BenchmarkData.Read(set);
        return set == "madagascar" ? panel.UpTo(Period.Month(2023, 9)) : panel;
    }

    private static MeanScores Row(BacktestReport report, string model, int? horizon) =>
        report.Scores.Single(row => row.Model == model && row.Horizon == horizon && row.Half == OriginHalf.Both).Means;
}
