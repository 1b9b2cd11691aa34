using System.Text.Json;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Storage;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests.Nowcasts;

public sealed class LateReportTests
{
    private static readonly LateCountry Late = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, Databases]
    public async Task Where_reports_come_late_forecasts_start_from_estimates_and_are_made_again_bit_for_bit(Dialect on)
    {
        using var scratch = await Late.ImportedAsync(14, on);
        await PromoteAsync(scratch, "srp");
        var issued = await ForecastAsync(scratch);
        var at = scratch.Clock.GetUtcNow();
        await Late.ImportAsync(scratch, 15);

        var (code, output, _) = await Cli.RunAsync(scratch, "forecast", "--as-of", at.ToString("O"), "--json");

        var nowcast = issued.GetProperty("nowcast");
        nowcast.GetProperty("on").GetBoolean().ShouldBeTrue(nowcast.GetProperty("statement").GetString());
        nowcast
            .GetProperty("replay")
            .GetProperty("error")
            .GetDouble()
            .ShouldBeLessThan(.5 * nowcast.GetProperty("replay").GetProperty("rawError").GetDouble());
        nowcast.GetProperty("estimates").EnumerateArray().Select(one => one.GetProperty("period").GetString()).ShouldContain("2027-02");
        code.ShouldBe(0);
        JsonElement.Parse(output).GetProperty("same").GetBoolean().ShouldBeTrue();
        JsonElement.Parse(output).GetProperty("dataDigest").GetString().ShouldBe(issued.GetProperty("dataDigest").GetString());
        var known = await KnownHistory.ReadAsync(scratch.Database, Stop, at);
        PanelDigest.Of(known.Panel).ShouldNotBe(PanelDigest.Of(known.Estimated));
        known.Panel.Last.ShouldBe(known.Estimated.Last);
    }

    [Fact]
    public async Task The_estimate_is_nearer_to_what_the_month_came_to_than_what_was_known()
    {
        using var scratch = await Late.ImportedAsync(14);
        var then = await KnownHistory.ReadAsync(scratch.Database, Stop);
        foreach (var month in (int[])[15, 16, 17])
        {
            await Late.ImportAsync(scratch, month);
        }

        var final = (await KnownHistory.ReadAsync(scratch.Database, Stop)).Panel;
        double Error(Panel panel) =>
            Enumerable
                .Range(0, panel.Locations.Count)
                .Sum(row =>
                    Math.Abs(panel.Series(row, Variables.Cases)[^1] - final.Series(row, Variables.Cases)[panel.Last.Minus(final.First)])
                );

        Error(then.Estimated).ShouldBeLessThan(.4 * Error(then.Panel));
    }

    [Fact]
    public async Task Weather_that_is_recorded_later_alone_changes_no_estimate()
    {
        using var scratch = await Late.ImportedAsync(14);
        var before = await KnownHistory.ReadAsync(scratch.Database, Stop);
        scratch.Clock.Advance(TimeSpan.FromDays(70));
        await scratch.ImportAsync("time_period,location,disease_cases,rainfall\n2027-02,Akoro,,12\n2027-03,Akoro,,30\n");

        var after = await KnownHistory.ReadAsync(scratch.Database, Stop);

        after.Seen.ShouldBeGreaterThan(before.Seen);
        after.Nowcast.Estimates["Bela"].ShouldBe(before.Nowcast.Estimates["Bela"]);
        after.Nowcast.Replay.ShouldBe(before.Nowcast.Replay);
    }

    [Theory]
    [InlineData(0, .65, NowcastState.TooFewVintages, "reports of cases came in 1 month; it takes 8")]
    [InlineData(6, .65, NowcastState.TooFewVintages, "reports of cases came in 7 months; it takes 8")]
    [InlineData(12, 1, NowcastState.NotLate, "counts grow by less than 1 %")]
    public async Task Elsewhere_it_is_off_gives_the_reason_and_the_very_panel_that_was_reported_is_forecast_from(
        int months,
        double onTime,
        NowcastState state,
        string reason
    )
    {
        using var scratch = await new LateCountry(onTime).ImportedAsync(months);
        await PromoteAsync(scratch, "srp");

        var known = await KnownHistory.ReadAsync(scratch.Database, Stop);
        var (_, output, _) = await Cli.RunAsync(scratch, "forecast");

        known.Nowcast.State.ShouldBe(state);
        known.Estimated.ShouldBeSameAs(known.Panel);
        output.ShouldContain("Nowcast off: ");
        output.ShouldContain(reason);
    }

    [Fact]
    public async Task A_forecast_that_an_earlier_release_made_from_the_reported_counts_is_made_again_from_those()
    {
        using var scratch = await Late.ImportedAsync(14);
        await PromoteAsync(scratch, "srp");
        var known = await KnownHistory.ReadAsync(scratch.Database, Stop);
        var (models, store) = (new ModelVersions(scratch.Database, scratch.Clock), new ForecastStore(scratch.Database));
        var table = Training.Candidate("srp").Forecast(known.Panel, Horizons.Issued(PeriodType.Month));
        var champion = (await models.ChampionAsync(Stop))!;
        await store.SaveAsync(champion, table, PanelDigest.Of(known.Panel), known.Seen, scratch.Clock.GetUtcNow(), Stop);

        var replayed = await new ForecastReplay(scratch.Database, models, store).RunAsync(scratch.Clock.GetUtcNow(), Stop);

        replayed.Same.ShouldBe(true);
    }

    [Fact]
    public async Task Pages_and_the_API_mark_what_is_estimated()
    {
        using var scratch = await Late.ImportedAsync(14);
        await PromoteAsync(scratch, "ensemble");
        await ForecastAsync(scratch);
        await using var app = await ServedApp.Start(Serving(scratch));

        var forecast = await app.Json("/api/v1/forecasts/Akoro");
        var page = await app.Text("/locations/Akoro");

        var estimated = forecast.GetProperty("estimated").EnumerateArray().Last();
        estimated.GetProperty("period").GetString().ShouldBe("2027-02");
        estimated.GetProperty("median").GetDouble().ShouldBeGreaterThan(estimated.GetProperty("reported").GetDouble());
        estimated.GetProperty("upper").GetDouble().ShouldBeGreaterThanOrEqualTo(estimated.GetProperty("median").GetDouble());
        forecast.GetProperty("superseded").GetBoolean().ShouldBeFalse();
        page.ShouldContain("cases estimated");
        page.ShouldContain("<circle class=\"estimated\"");
        page.ShouldNotContain("The data have changed");
        page.ShouldNotContain("cannot be explained here");
        (await app.Text("/")).ShouldContain("estimated to come to");
        (await app.Text("/")).ShouldContain(" estimated</small>");
        (await app.Text("/groups/North")).ShouldContain("<circle class=\"estimated\"");
        (await app.Json("/api/v1/status")).GetProperty("forecasts").GetProperty("nowcast").GetString().ShouldStartWith("Nowcast on");

        await Late.ImportAsync(scratch, 15);
        await ForecastAsync(scratch);
        await app.Look();
        (await app.Json("/api/v1/forecasts/Akoro?origin=2027-02"))
            .GetProperty("estimated")
            .ToString()
            .ShouldBe(forecast.GetProperty("estimated").ToString());
    }

    // By a clock of its own: one that jumps a month would make every timer of the server catch up.
    private static HostContext Serving(Scratch scratch) =>
        new(
            name =>
                name switch
                {
                    "DATABASE_URL" => scratch.Url,
                    "METRICS_PORT" or "DRAIN_SECONDS" => "0",
                    "FEATURE_BACKGROUND_JOBS" => "false",
                    "LOG_LEVEL" => "warning",
                    _ => null,
                },
            new FakeTimeProvider(scratch.Clock.GetUtcNow())
        );

    private static async Task<JsonElement> ForecastAsync(Scratch scratch)
    {
        var (code, output, error) = await Cli.RunAsync(scratch, "forecast", "--json");
        (code, error).ShouldBe((0, ""));
        return JsonElement.Parse(output);
    }

    // As training does, without its back-test: which model is best is not the question here.
    private static async Task PromoteAsync(Scratch scratch, string algorithm)
    {
        var known = await KnownHistory.ReadAsync(scratch.Database, Stop);
        var scores = new ModelScores(
            algorithm,
            "chosen by a test",
            Forecasting.Evaluation.RollingOrigin.Evaluate(
                known.Panel,
                [.. new[] { "srp", algorithm }.Distinct().Select(Training.Candidate)]
            )
        );
        await new ModelVersions(scratch.Database, scratch.Clock).PromoteAsync(Training.Draft(known.Panel, scores), known.Seen, Stop);
    }
}
