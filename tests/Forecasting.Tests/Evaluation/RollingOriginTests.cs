using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Tests.Support;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class RollingOriginTests
{
    private static readonly Period January = Period.Month(2015, 1);

    /// <summary>The absurd counts among the generated ones make infinite scores.</summary>
    private static readonly JsonSerializerOptions WithInfinities = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    [Fact]
    public void The_report_is_the_same_with_any_number_of_threads() =>
        Generators.Panels.Sample(panel => Json(panel, 1).ShouldBe(Json(panel, 7)), iter: Proof.Rounds(slice: 6, whole: 300));

    [Fact]
    public void A_model_sees_nothing_after_the_origin()
    {
        var witness = new Witness();
        Evaluate(Rising(40), witness);
        witness.Seen.OrderBy(known => known).ShouldBe(Enumerable.Range(28, 10));
    }

    [Fact]
    public void Scores_are_means_over_the_cases()
    {
        // Cases rise by one a month, and the witness says that they stay: at horizon h it is h too low, with certainty.
        var report = Evaluate(Rising(40), new Witness());
        foreach (var horizon in new[] { 1, 2, 3 })
        {
            var means = Row(report, "witness", horizon, OriginHalf.Both);
            (means.Cases, means.Mae, means.Coverage95).ShouldBe((10, horizon, 0));
            means.Wis.ShouldBe(horizon, 1e-12);
        }

        Row(report, "witness", null, OriginHalf.Both).Wis.ShouldBe(2, 1e-12);
        Row(report, "witness", null, OriginHalf.Late).Cases.ShouldBe(30);
    }

    [Fact]
    public void A_missing_actual_is_not_scored()
    {
        // The last month but one is the target of the last origin at horizon 2 and of the one before at horizon 3.
        double[] cases = [.. Enumerable.Range(0, 40).Select(t => t == 38 ? double.NaN : t)];
        Row(Evaluate(cases, new Witness()), "witness", null, OriginHalf.Both).Cases.ShouldBe(30 - 2);
    }

    [Fact]
    public void Others_are_compared_to_the_first_model_on_the_cases_both_answered()
    {
        // The second witness is twice as far off (2h instead of h) and answers horizon 1 only.
        var report = Evaluate(Rising(40), new Witness(), new Witness("half", lag: 1, onlyFirst: true));
        var half = report.Models.Single(model => model.Model == "half");
        half.Overall.RelativeWis!.Value.ShouldBe(2, 1e-12);
        half.ShareOfCasesAnswered.ShouldBe(1.0 / 3, 1e-12);
        half.ShareOfLocationsBetter.ShouldBe(0);
    }

    [Fact]
    public void Cases_that_the_yardstick_did_not_answer_do_not_enter_the_comparison()
    {
        // Both say the same at horizon 1; the yardstick says nothing at the others.
        var report = Evaluate(Rising(40), new Witness("yardstick", onlyFirst: true), new Witness());
        var all = report.Models.Single(model => model.Model == "witness");
        (all.Overall.Cases, all.Overall.RelativeWis, all.Overall.RelativeLogWis).ShouldBe((30, 1, 1));
        all.ShareOfLocationsBetter.ShouldBe(0);
    }

    [Fact]
    public void The_share_of_locations_counts_where_a_model_is_better()
    {
        // One district rises; the other swings between two values, which two months back knows better than the last.
        double[] swinging = [.. Enumerable.Range(0, 40).Select(t => t % 2 == 0 ? 10.0 : 90)];
        var report = RollingOrigin.Evaluate(
            Generators.Of(January, Rising(40), swinging),
            [new Witness("last", onlyFirst: true), new Witness("one before", lag: 1, onlyFirst: true)],
            cancellationToken: TestContext.Current.CancellationToken
        );
        report.Models[1].ShareOfLocationsBetter.ShouldBe(.5);
        report.Models[0].ShareOfLocationsBetter.ShouldBeNull();
    }

    [Fact]
    public void Each_location_has_its_own_scores()
    {
        var panel = Generators.Of(January, Rising(40), [.. Rising(40).Select(value => 3 * value)]);
        var rows = RollingOrigin.Evaluate(panel, [new Witness()], cancellationToken: TestContext.Current.CancellationToken).ByLocation;
        rows.Select(row => (row.Location, row.Means.Mae)).ShouldBe([("location 0", 2), ("location 1", 6)]);
    }

    [Fact]
    public void A_history_too_short_to_score_gives_an_empty_report()
    {
        var report = Evaluate(Rising(20), new Witness());
        (report.Origins.Count, report.Scores.Count, report.Models[0].Overall.Cases).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Two_models_of_one_name_are_refused() =>
        Should.Throw<ArgumentException>(() => Evaluate(Rising(40), new Witness(), new Witness()));

    [Fact]
    public void A_report_survives_JSON()
    {
        var json = JsonSerializer.Serialize(Evaluate(Rising(40), [.. Baselines.All]));
        JsonSerializer.Serialize(JsonSerializer.Deserialize<BacktestReport>(json)).ShouldBe(json);
        json.ShouldContain("\"Half\":\"Late\"");
    }

    private static string Json(Panel panel, int threads) =>
        JsonSerializer.Serialize(RollingOrigin.Evaluate(panel, Baselines.All, threads), WithInfinities);

    private static double[] Rising(int count) => [.. Enumerable.Range(0, count).Select(t => (double)t)];

    private static BacktestReport Evaluate(double[] cases, params IForecastModel[] models) =>
        RollingOrigin.Evaluate(Generators.Of(January, cases), models, cancellationToken: TestContext.Current.CancellationToken);

    private static MeanScores Row(BacktestReport report, string model, int? horizon, OriginHalf half) =>
        report.Scores.Single(row => row.Model == model && row.Horizon == horizon && row.Half == half).Means;

    /// <summary>Forecasts the last value, or one further back, with certainty, and remembers how much it was shown.</summary>
    private sealed class Witness(string name = "witness", int lag = 0, bool onlyFirst = false) : IForecastModel
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<int> _seen = [];

        public string Name => name;

        public IEnumerable<int> Seen => _seen;

        public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons)
        {
            _seen.Add(history.Count);
            var table = new ForecastTable(history.Last, history.Locations, horizons);
            for (var location = 0; location < history.Locations.Count; location++)
            {
                for (var j = 0; j < (onlyFirst ? 1 : horizons.Count); j++)
                {
                    var value = history.Series(location, Variables.Cases)[^(1 + lag)];
                    table[location, j] = double.IsNaN(value) ? null : QuantileForecast.From([.. Enumerable.Repeat(value, 23)]);
                }
            }

            return table;
        }
    }
}
