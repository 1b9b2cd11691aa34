using System.Runtime.CompilerServices;
using System.Text.Json;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Residuals;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Scoring;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

/// <summary>The ensemble on the four monthly sets, relative to SRP with all its errors, and against the committed baseline.</summary>
public sealed class SkillTests
{
    private static readonly string[] Sets = ["uganda", "madagascar", "vietnam-dengue", "brazil-dengue"];
    private static readonly Dictionary<string, Lazy<BacktestReport>> Reports = Sets.ToDictionary(
        set => set,
        set => new Lazy<BacktestReport>(() => Evaluate(Panel(set))),
        StringComparer.Ordinal
    );

    [Fact]
    public void Pooled_over_the_sets_it_beats_every_peer_and_is_no_worse_than_committed()
    {
        var pooled = Math.Exp(Sets.Average(set => Math.Log(Relative(set, OriginHalf.Both))));
        pooled.ShouldBeLessThanOrEqualTo(.88);
        pooled.ShouldBeLessThanOrEqualTo(1.02 * Committed());
    }

    [Theory]
    [InlineData("uganda")]
    [InlineData("madagascar")]
    [InlineData("vietnam-dengue")]
    [InlineData("brazil-dengue")]
    public void On_no_set_and_in_neither_half_it_loses_and_its_intervals_hold_what_they_say(string set)
    {
        Relative(set, OriginHalf.Both).ShouldBeLessThanOrEqualTo(1.02);
        Relative(set, OriginHalf.Early).ShouldBeLessThanOrEqualTo(1.05);
        Relative(set, OriginHalf.Late).ShouldBeLessThanOrEqualTo(1.05);
        var overall = Reports[set].Value.Models[1];
        overall.Overall.Coverage80.ShouldBeInRange(.77, .85);
        overall.Overall.Coverage95.ShouldBeInRange(.92, .985);
        overall.ShareOfCasesAnswered.ShouldBe(1);
    }

    [Fact]
    public void Weeks_are_forecast_better_than_by_SRP_at_every_horizon()
    {
        var report = Evaluate(BenchmarkData.Read("amhara-weekly", withWeather: true));
        foreach (var row in report.Scores.Where(row => row.Model == "ensemble" && row.Half == OriginHalf.Both))
        {
            row.Means.RelativeLogWis!.Value.ShouldBeLessThan(1);
        }
    }

    [Fact]
    public void One_value_in_a_hundred_ten_times_too_high_worsens_Uganda_by_less_than_five_per_cent()
    {
        var panel = Panel("uganda");
        var clean = LogWis(panel, panel);
        for (var seed = 1; seed <= 3; seed++)
        {
            (LogWis(Corrupted(panel, seed), panel) / clean).ShouldBeLessThan(1.05);
        }
    }

    private static double Relative(string set, OriginHalf half) =>
        Reports[set]
            .Value.Scores.Single(row => row.Model == "ensemble" && row.Horizon is null && row.Half == half)
            .Means.RelativeLogWis!.Value;

    private static BacktestReport Evaluate(Panel panel) =>
        RollingOrigin.Evaluate(
            panel,
            [new SeasonalRelativePersistence(ResidualMemory.Everything), new Ensemble()],
            cancellationToken: TestContext.Current.CancellationToken
        );

    /// <summary>Forecast from what was corrupted, scored on what was true.</summary>
    private static double LogWis(Panel known, Panel truth)
    {
        var plan = BacktestPlan.For(truth);
        var (sum, count) = (0.0, 0);
        foreach (var origin in plan.Origins)
        {
            var table = new Ensemble().Forecast(known.UpTo(origin), plan.Horizons);
            for (var place = 0; place < table.Locations.Count * plan.Horizons.Count; place++)
            {
                var (location, horizon) = Math.DivRem(place, plan.Horizons.Count);
                var actual = truth.Series(location, Variables.Cases)[origin.Minus(truth.First) + plan.Horizons[horizon]];
                if (actual >= 0)
                {
                    (sum, count) = (sum + WeightedIntervalScore.OnLog1p(table[location, horizon]!, actual), count + 1);
                }
            }
        }

        return sum / count;
    }

    private static Panel Corrupted(Panel panel, int seed)
    {
        var random = new Random(seed);
        return Forecasting.Series.Panel.FromColumns(
            panel.Locations,
            panel.First,
            panel.Count,
            panel.Variables.ToDictionary(
                name => name,
                name =>
                    (double[])
                        [
                            .. Enumerable
                                .Range(0, panel.Locations.Count)
                                .SelectMany(i =>
                                    panel
                                        .Series(i, name)
                                        .ToArray()
                                        .Select(value => name == Variables.Cases && random.NextDouble() < .01 ? 10 * value : value)
                                ),
                        ],
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>The independent numbers for Madagascar are of the months to 2023-09, up to which its weather goes.</summary>
    private static Panel Panel(string set)
    {
        var panel = BenchmarkData.Read(set, withWeather: true);
        return set == "madagascar" ? panel.UpTo(Period.Month(2023, 9)) : panel;
    }

    private static double Committed([CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "bench", "baselines", "skill.json");
        return JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("pooled").GetProperty("ensemble").GetDouble();
    }
}
