using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Verification;
using MalariaPredictor.Forecasting.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Verification;

public sealed class PastRunsTests
{
    [Fact]
    public async Task Issued_forecasts_are_scored_by_what_was_reported_since()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations(TinyCountry.Months - 2));
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);
        var (issued, before) = (Current(app).Run, await Score(app));
        before.ShouldBeNull("nothing of what it forecast has been reported yet");

        await database.Import(TinyCountry.Observations());
        await database.Must("forecast");
        await app.Look();

        var scores = (await Score(app)).ShouldNotBeNull();
        var country = Current(app);
        var byHand = (
            from location in issued.Locations
            from forecast in location.Horizons
            let actual = country.Find(location.Location)!.At(forecast.Period)
            where !double.IsNaN(actual)
            select ForecastScore.Of(forecast.Quantiles, actual)
        ).ToList();
        scores.Origins.ShouldBe(1);
        scores.Cases.ShouldBe(byHand.Count);
        scores.Cases.ShouldBe(2 * TinyCountry.Districts.Length);
        scores.Coverage80.ShouldBe(byHand.Average(score => score.In80 ? 1.0 : 0), 1e-12);
        scores.RelativeLogWis.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_yardstick_scores_exactly_as_itself()
    {
        using var database = await Champions.Of("srp", TinyCountry.Observations(TinyCountry.Months - 1));
        await database.Import(TinyCountry.Observations());
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);

        (await Score(app)).ShouldNotBeNull().RelativeLogWis.ShouldBe(1);
    }

    private static Country Current(ServedApp app) => app.Services.GetRequiredService<CurrentCountry>().Value!;

    private static Task<VerificationScores?> Score(ServedApp app) =>
        app.Services.GetRequiredService<PastRuns>().ScoreAsync(Current(app), TestContext.Current.CancellationToken);
}
