using Dapper;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Publishing;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

public sealed class Dhis2PublishTests
{
    private const string Settings = Dhis2Country.Settings + "\npublish: { automatic: true }";
    private const int All = 4 * 3 * 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preparing_shows_its_plan_makes_what_is_missing_and_finds_it_afterwards()
    {
        await using var stage = await ForecastAsync();
        var preparation = new Publisher(stage.Connector, stage.Scratch.Database, stage.Clock).Preparation;

        var plan = await preparation.PlanAsync(Token);

        plan.Steps.Count.ShouldBe(6);
        plan.Steps[0].ShouldBe("create  data element MALARIA_PREDICTOR_CASES_Q10: Malaria cases forecast, 10 % quantile");
        plan.Steps[5].ShouldBe("create  data set MALARIA_PREDICTOR_FORECASTS, monthly, for 4 organisation units");
        stage.State.Sets.Count.ShouldBe(1, "a plan makes nothing");
        await preparation.ApplyAsync(plan, Token);
        await preparation.ApplyAsync(plan, Token);
        stage.State.Sets.Values.Single(set => set.Code == "MALARIA_PREDICTOR_FORECASTS").Elements.Count.ShouldBe(5);
        (await preparation.PlanAsync(Token)).Steps.ShouldAllBe(step => step.StartsWith("found"));
    }

    [Fact]
    public async Task A_data_element_of_the_code_that_is_of_another_kind_is_refused()
    {
        await using var stage = await ForecastAsync();
        stage.State.Elements["oTher000001"] = new StubElement("oTher000001", "MALARIA_PREDICTOR_CASES_Q50", "Mine", "TEXT");
        var refused = await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).Preparation.PlanAsync(Token));
        refused.Message.ShouldContain("MALARIA_PREDICTOR_CASES_Q50 (oTher000001) is there, but of another kind (TEXT, AGGREGATE, default)");
    }

    [Fact]
    public async Task What_DHIS2_refuses_to_make_is_told_in_its_words()
    {
        await using var stage = await ForecastAsync();
        stage.State.Elements["oTher000001"] = new StubElement("oTher000001", null, "Malaria cases forecast, 50 % quantile");
        var preparation = PublisherOf(stage).Preparation;
        var plan = await preparation.PlanAsync(Token);
        var refused = await Should.ThrowAsync<UserFacingException>(() => preparation.ApplyAsync(plan, Token));
        refused.Message.ShouldContain("Property `name` with value `Malaria cases forecast, 50 % quantile`");
        stage.State.Sets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_shows_what_differs_and_writes_nothing()
    {
        await using var stage = await PreparedAsync();
        var before = stage.State.Values.Count;

        var report = await PublisherOf(stage).PublishAsync(dryRun: true, Token);

        (report.New, report.Changes.Count).ShouldBe((All, All));
        report.Lines[0].ShouldStartWith("Abim 202601 CASES_Q10: none -> ");
        stage.State.Values.Count.ShouldBe(before);
        (await stage.Scratch.CountAsync("publication")).ShouldBe(0);
    }

    [Fact]
    public async Task Quantiles_are_written_once_and_nothing_is_sent_where_nothing_differs()
    {
        await using var stage = await PreparedAsync();

        (await PublisherOf(stage).PublishAsync(dryRun: false, Token)).New.ShouldBe(All);
        Published(stage).Count.ShouldBe(All);
        var run = await PublisherOf(stage).RunAsync(Token);
        var median = run.Locations[0].Horizons[0].Quantiles.Median;
        Published(stage)[(Uid("Q50"), "202601", "aBim0000001")].ShouldBe(PublishedElement.Written(median));

        stage.Stub.Requests.Clear();
        (await PublisherOf(stage).PublishAsync(dryRun: false, Token)).Changes.ShouldBeEmpty();
        stage.Stub.Requests.ShouldAllBe(request => request.StartsWith("GET"));
        (await stage.Scratch.CountAsync("publication")).ShouldBe(1);
    }

    [Fact]
    public async Task Values_of_forecasts_that_are_superseded_are_replaced_or_deleted()
    {
        await using var stage = await PreparedAsync();
        await PublisherOf(stage).PublishAsync(dryRun: false, Token);
        await NextMonthAsync(stage);

        var report = await PublisherOf(stage).PublishAsync(dryRun: false, Token);

        (report.New, report.Deleted).ShouldBe((4 * 5, 4 * 5));
        Published(stage).Keys.Select(key => key.Period).Distinct().Order().ShouldBe(["202602", "202603", "202604"]);
        stage.State.Imports.ShouldBe(2, "what is written and what is deleted is one import");
    }

    [Theory, Databases]
    public async Task Renamed_units_and_publications_are_kept_in_either_database(Dialect on)
    {
        await using var stage = await PreparedAsync(on);
        await PublisherOf(stage).PublishAsync(dryRun: false, Token);
        stage.State.Units["aBim0000001"] = stage.State.Units["aBim0000001"] with { Name = "Zombo" };
        await stage.RunAsync();
        await new ForecastIssue(stage.Scratch.Database, stage.Clock).RunAsync(Token);

        await PublisherOf(stage).PublishAsync(dryRun: false, Token);

        Published(stage).Keys.Count(key => key.Unit == "aBim0000001").ShouldBe(3 * 5);
        (await stage.PlacesAsync())[^1].ShouldBe("Zombo");
        while (Published(stage).Count > 0)
        {
            await PublisherOf(stage).UndoAsync(dryRun: false, Token);
        }
    }

    [Fact]
    public async Task Values_that_somebody_else_wrote_are_left_alone()
    {
        await using var stage = await PreparedAsync();
        await PublisherOf(stage).PublishAsync(dryRun: false, Token);
        stage.State.Enter(Uid("Q50"), "202603", "nOrth000001", "1");

        var report = await PublisherOf(stage).PublishAsync(dryRun: true, Token);

        (report.Changes.Count, report.Foreign).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_broken_off_in_the_middle_is_whole_after_a_retry_and_gone_after_an_undo(bool retry)
    {
        await using var stage = await PreparedAsync();
        await PublisherOf(stage).PublishAsync(dryRun: false, Token);
        var first = Published(stage);
        await NextMonthAsync(stage);
        stage.State.BreakAfter = 17;
        await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).PublishAsync(dryRun: false, Token));
        Published(stage).ShouldNotBe(first, "the half of it is written");
        stage.State.BreakAfter = null;

        if (retry)
        {
            await PublisherOf(stage).PublishAsync(dryRun: false, Token);
            Published(stage).Count.ShouldBe(All);
            Published(stage).Keys.Min(key => key.Period).ShouldBe("202602");
        }

        await PublisherOf(stage).UndoAsync(dryRun: false, Token);

        Published(stage).ShouldBe(first, ignoreOrder: true);
        await PublisherOf(stage).UndoAsync(dryRun: false, Token);
        Published(stage).ShouldBeEmpty();
        await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).UndoAsync(dryRun: false, Token));
    }

    [Fact]
    public async Task A_process_that_is_killed_between_sending_and_noting_doubles_and_loses_nothing()
    {
        await using var stage = await PreparedAsync();
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stage.Stub.Faults = request =>
        {
            if (request.Method == "GET" && request.Path == "/api/dataValueSets.json" && stage.State.Imports > 0)
            {
                killed.Cancel();
            }

            return Fault.None;
        };
        await Should.ThrowAsync<OperationCanceledException>(() => PublisherOf(stage).PublishAsync(dryRun: false, killed.Token));
        stage.Stub.Faults = null;
        Published(stage).Count.ShouldBe(All);

        (await PublisherOf(stage).PublishAsync(dryRun: false, Token)).Changes.ShouldBeEmpty();
        (await StatesAsync(stage)).ShouldBe(["resumed", "published"]);
        await PublisherOf(stage).UndoAsync(dryRun: false, Token);
        Published(stage).ShouldBeEmpty("what was there before the first is what was there before both");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conflict_is_found_before_anything_is_written_and_told_with_its_object(bool bare)
    {
        await using var stage = await PreparedAsync();
        stage.State.Bare = bare;
        var set = stage.State.Sets.Values.Single(set => set.Code == "MALARIA_PREDICTOR_FORECASTS");
        stage.State.Sets[set.Uid] = set with { OpenFuturePeriods = 24 };
        stage.State.Now = stage.State.Now.AddYears(-3);

        var refused = await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).PublishAsync(dryRun: false, Token));

        refused.Message.ShouldContain("DHIS2 would refuse data values: E7641: Period: `202601` is after latest open future period");
        refused.Remedy.ShouldContain("Nothing was written");
        Published(stage).ShouldBeEmpty();
        (await stage.Scratch.CountAsync("publication")).ShouldBe(0);
    }

    [Fact]
    public async Task A_DHIS2_that_was_not_prepared_is_told_with_the_command()
    {
        await using var stage = await ForecastAsync();
        var refused = await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).PublishAsync(dryRun: false, Token));
        refused.Remedy.ShouldBe("Run: malaria-predictor sources dhis2 prepare.");
    }

    [Fact]
    public async Task The_job_publishes_new_forecasts_and_asks_nobody_where_they_are_published()
    {
        await using var stage = await PreparedAsync();
        var work = new PublishWork(PublisherOf(stage));
        (await work.RunAsync(_ => Task.CompletedTask, Token)).ShouldStartWith($"Published run 1: of {All} values {All} are new");
        stage.Stub.Requests.Clear();
        (await work.RunAsync(_ => Task.CompletedTask, Token)).ShouldBe("Run 1 is published already.");
        stage.Stub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task The_job_is_there_where_the_sources_file_says_so(string automatic, bool there)
    {
        using var scratch = await Scratch.MigratedAsync();
        var sources = "{ dhis2: { url: http://localhost, level: 3, cases: { total: vq2qO3eTrNi }, publish: { automatic: WHETHER } } }";
        var here = new HostContext(
            name =>
                name switch
                {
                    "DATABASE_URL" => scratch.Url,
                    "SOURCES" => sources.Replace("WHETHER", automatic, StringComparison.Ordinal),
                    "DHIS2_TOKEN" => Dhis2State.Token,
                    _ => null,
                },
            scratch.Clock
        );
        await using var services = WebApp.Services(here);
        services.GetServices<IBackgroundWork>().Any(work => work.Name == "publish-dhis2").ShouldBe(there);
    }

    [Fact]
    public async Task Forecasts_of_reports_that_were_corrected_since_are_not_published()
    {
        await using var stage = await PreparedAsync();
        stage.State.Enter(Dhis2Country.Cases, "202511", "aBim0000001", "999");
        stage.State.Now = stage.State.Now.AddDays(1);
        stage.State.MakeTables();
        await stage.RunAsync();
        var refused = await Should.ThrowAsync<UserFacingException>(() => PublisherOf(stage).PublishAsync(dryRun: false, Token));
        refused.Message.ShouldContain("corrected after the newest forecasts were made");
    }

    private static Publisher PublisherOf(Dhis2Stage stage) => new(stage.Connector, stage.Scratch.Database, stage.Clock);

    private static string Uid(string quantile) => PublishedElement.UidOf($"MALARIA_PREDICTOR_CASES_{quantile}");

    private static Dictionary<(string Element, string Period, string Unit), string> Published(Dhis2Stage stage) =>
        stage
            .State.Values.Where(pair =>
                !pair.Value.Deleted && PublishedElement.All.Any(element => pair.Key.Element == Uid(element.Suffix[6..]))
            )
            .ToDictionary(pair => (pair.Key.Element, pair.Key.Period, pair.Key.Unit), pair => pair.Value.Value);

    private static async Task<Dhis2Stage> ForecastAsync(Dialect on = Dialect.Sqlite)
    {
        var stage = await Dhis2Country.StageAsync(settings: Settings, on: on);
        await stage.RunAsync();
        await new ChampionChoice(stage.Scratch.Database, stage.Clock).RunAsync(Token);
        await new ForecastIssue(stage.Scratch.Database, stage.Clock).RunAsync(Token);
        return stage;
    }

    private static async Task<Dhis2Stage> PreparedAsync(Dialect on = Dialect.Sqlite)
    {
        var stage = await ForecastAsync(on);
        var preparation = PublisherOf(stage).Preparation;
        await preparation.ApplyAsync(await preparation.PlanAsync(Token), Token);
        return stage;
    }

    private static async Task NextMonthAsync(Dhis2Stage stage)
    {
        foreach (var (index, (uid, _, _)) in Dhis2Country.Districts.Index())
        {
            stage.State.Enter(Dhis2Country.Cases, "202601", uid, Dhis2Country.Reported(index, 2026, 1));
        }

        stage.State.Now = stage.State.Now.AddDays(35);
        stage.State.MakeTables();
        await Task.Delay(TimeSpan.FromDays(35), stage.Clock, Token);
        await stage.RunAsync();
        await new ForecastIssue(stage.Scratch.Database, stage.Clock).RunAsync(Token);
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(Dhis2Stage stage)
    {
        await using var connection = await stage.Scratch.Database.OpenAsync(Token);
        return [.. await connection.QueryAsync<string>("SELECT state FROM publication ORDER BY id")];
    }
}
