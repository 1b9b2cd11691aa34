using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Forecasting.Tests.Evaluation;

public sealed class ChampionSelectionTests
{
    [Fact]
    public void The_lowest_relative_log_score_wins_and_the_reason_names_the_next_best()
    {
        var champion = ChampionSelection.From(Report(("srp", 1, 1), ("good", .9, 1), ("better", .8, 1)));
        champion.Model.ShouldBe("better");
        champion.Reason.ShouldContain("0.800");
        champion.Reason.ShouldContain("good, has 0.900");
    }

    [Fact]
    public void A_tie_goes_to_the_yardstick() => ChampionSelection.From(Report(("srp", 1, 1), ("same", 1, 1))).Model.ShouldBe("srp");

    [Theory]
    [InlineData(.81, "preferred")] // less than 2 % worse than the best
    [InlineData(.82, "better")]
    public void A_preferred_model_wins_unless_another_is_better_by_more_than_two_per_cent(double relative, string champion)
    {
        var chosen = ChampionSelection.From(Report(("srp", 1, 1), ("better", .8, 1), ("preferred", relative, 1)), "preferred");
        chosen.Model.ShouldBe(champion);
        chosen.Reason.ShouldContain("0.800");
    }

    [Fact]
    public void A_preferred_model_that_leaves_cases_unanswered_does_not_win() =>
        ChampionSelection.From(Report(("srp", 1, 1), ("picky", .5, .9)), "picky").Model.ShouldBe("srp");

    [Fact]
    public void A_model_that_leaves_cases_unanswered_cannot_win() =>
        ChampionSelection.From(Report(("srp", 1, 1), ("picky", .5, .9))).Model.ShouldBe("srp");

    [Fact]
    public void Without_any_score_the_preferred_model_or_else_the_yardstick_is_chosen_and_said_to_be_unproved()
    {
        var report = Report(("srp", 1, 0)) with { Models = [new("srp", new(0, 0, 0, 0, 0, 0, 0, null, null), null, 0)] };
        ChampionSelection
            .From(report)
            .ShouldSatisfyAllConditions(champion => champion.Model.ShouldBe("srp"), champion => champion.Reason.ShouldContain("too short"));
        ChampionSelection
            .From(report, "ensemble")
            .ShouldSatisfyAllConditions(
                champion => champion.Model.ShouldBe("ensemble"),
                champion => champion.Reason.ShouldContain("unproved")
            );
    }

    private static BacktestReport Report(params (string Name, double Relative, double Answered)[] models) =>
        new(
            [new ScoredOrigin("2023-01", OriginHalf.Late)],
            [1],
            1,
            models[0].Name,
            [],
            [],
            [
                .. models.Select(model => new ModelSummary(
                    model.Name,
                    new MeanScores(100, 1, 1, 1, .5, .8, .95, model.Relative, model.Relative),
                    null,
                    model.Answered
                )),
            ]
        );
}
