using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

public sealed class Dhis2FetchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]")]
    public async Task An_empty_database_gets_places_boundaries_groups_and_reports(string more)
    {
        await using var stage = await Dhis2Country.StageAsync(settings: Dhis2Country.Settings + more);

        var report = await stage.RunAsync();

        report.New.ShouldBe(2 * 4 * 36);
        (await stage.PlacesAsync()).ShouldBe(["Abim", "Budaka", "Central", "Dokolo"]);
        (await stage.SeriesAsync("Dokolo"))["2024-07"].ShouldBe(double.Parse(Dhis2Country.Reported(3, 2024, 7)));
        (await stage.SeriesAsync("Dokolo", "population"))["2024-07"].ShouldBe(130_000);
        var places = await new LocationStore(stage.Scratch.Database).AllAsync(Token);
        places.ShouldAllBe(place => place.Outline != null);
        var groups = (await new LocationParents(stage.Scratch.Database).HierarchyAsync(Token)).Groups;
        groups.Select(group => group.Name).ShouldBe(["Islandia", "North", "South"]);
        groups[1].Locations.ShouldBe(["Abim", "Budaka"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]")]
    public async Task A_second_run_asks_for_nothing_but_the_units_and_whether_there_is_news(string more)
    {
        await using var stage = await Dhis2Country.StageAsync(settings: Dhis2Country.Settings + more);
        await stage.RunAsync();
        stage.State.Now = stage.State.Now.AddDays(2);
        await stage.RunAsync();
        stage.Stub.Requests.Clear();

        (await stage.RunAsync()).New.ShouldBe(0);

        stage.Stub.Requests.ShouldAllBe(request => !request.Contains("analytics") && !request.Contains("startDate"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]")]
    public async Task A_correction_becomes_a_new_vintage_and_the_old_forecast_is_made_again_bit_for_bit(string more)
    {
        await using var stage = await Dhis2Country.StageAsync(settings: Dhis2Country.Settings + more);
        await stage.RunAsync();
        var database = stage.Scratch.Database;
        await new ChampionChoice(database, stage.Clock).RunAsync(Token);
        var first = await new ForecastIssue(database, stage.Clock).RunAsync(Token);
        await Task.Delay(TimeSpan.FromDays(1), stage.Clock, Token);
        var then = stage.Clock.GetUtcNow();
        await Task.Delay(TimeSpan.FromDays(1), stage.Clock, Token);

        stage.State.Now = stage.State.Now.AddDays(1);
        stage.State.Enter(Dhis2Country.Cases, "202511", "aBim0000001", "999");
        stage.State.MakeTables();
        var report = await stage.RunAsync();

        (report.New, report.Corrected).ShouldBe((0, 1));
        (await stage.SeriesAsync("Abim"))["2025-11"].ShouldBe(999);
        (await new ForecastIssue(database, stage.Clock).RunAsync(Token)).RunId.ShouldNotBe(first.RunId);
        var replayed = await ReplayAsync(database, stage.Clock, then);
        (replayed.Same, replayed.Stored!.Id).ShouldBe((true, first.RunId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]")]
    public async Task A_value_that_was_deleted_in_DHIS2_is_withdrawn(string more)
    {
        await using var stage = await Dhis2Country.StageAsync(settings: Dhis2Country.Settings + more);
        await stage.RunAsync();
        stage.State.Now = stage.State.Now.AddDays(1);
        stage.State.Delete(Dhis2Country.Cases, "202510", "bUdaka00001");
        stage.State.MakeTables();

        var report = await stage.RunAsync();

        report.Stored.Sum(part => part.Report.Withdrawn).ShouldBe(1);
        (await stage.SeriesAsync("Budaka"))["2025-10"].ShouldBe(double.NaN);
        (await stage.SeriesAsync("Budaka"))["2025-09"].ShouldNotBe(double.NaN);
    }

    [Fact]
    public async Task An_answer_that_lost_rows_withdraws_nothing()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        await LaterAsync(stage);
        stage.State.LoseRows = true;

        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);

        refused.Message.ShouldContain("it says that it has 48 rows and holds 47");
        (await stage.SeriesAsync("Abim")).Values.ShouldAllBe(value => !double.IsNaN(value));
    }

    [Fact]
    public async Task Tables_that_are_being_made_withdraw_nothing_unless_it_is_said_that_the_values_were_deleted()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        await LaterAsync(stage);
        foreach (var key in stage.State.Tables.Keys.Where(key => key.Unit == "cEntral0001" && key.Element == Dhis2Country.Cases).ToList())
        {
            stage.State.Tables.Remove(key);
        }

        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);

        refused.Message.ShouldContain("12 of 48 values that are stored are missing in the answer, such as Central in 2024-01");
        (await stage.SeriesAsync("Central")).Values.ShouldAllBe(value => !double.IsNaN(value));
        stage.Configure(Dhis2Country.Settings + "\nwithdrawals: all");
        await stage.RunAsync();
        (await stage.SeriesAsync("Central"))["2025-06"].ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Columns_are_found_by_their_names()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.State.Columns = ["pe", "value", "dx", "ou"];
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2023-01"].ShouldBe(double.Parse(Dhis2Country.Reported(0, 2023, 1)));
    }

    [Fact]
    public async Task A_column_of_another_name_is_told_and_nothing_is_stored()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.State.Called = name => name == "value" ? "numericValue" : name;
        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);
        refused.Message.ShouldContain("it has no column value, but numericValue, ou, dx, pe");
        (await stage.Scratch.CountAsync("observation")).ShouldBe(0);
    }

    [Fact]
    public async Task Pages_that_repeat_what_was_there_are_read_once_more_and_then_refused()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.State.LargestPage = 2;
        await stage.RunAsync();
        (await stage.PlacesAsync()).Count.ShouldBe(4);

        var asked = 0;
        stage.State.Pages = (page, uids) => page == 2 && asked++ < 1 ? ["aBim0000001", uids[^1]] : uids;
        await stage.RunAsync();
        asked.ShouldBeGreaterThan(1);

        stage.State.Pages = (page, uids) => page == 2 ? ["aBim0000001", uids[^1]] : uids;
        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);
        refused.Message.ShouldContain("hold 3 different objects, and DHIS2 says that there are 4");
        (await stage.PlacesAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_analytics_limit_is_met_by_asking_for_fewer_periods()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.State.MostRows = 13;
        (await stage.RunAsync()).New.ShouldBe(2 * 4 * 36);
    }

    [Fact]
    public async Task Data_elements_that_DHIS2_does_not_know_are_told_in_its_words()
    {
        await using var stage = await Dhis2Country.StageAsync(settings: "level: 3\ncases: { total: aaaaaaaaaaa }");
        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);
        refused.Line.ShouldContain("Dimension is present in query without any valid dimension options: `dx`");
        refused.Line.ShouldContain("Check the UIDs of the data elements in the sources file");
    }

    [Fact]
    public async Task The_sum_of_a_list_is_missing_where_a_part_is_unless_the_file_says_zero()
    {
        var state = Dhis2Country.State();
        foreach (var (element, period, value) in new[] { (Dhis2Country.Vivax, "202412", "1"), (Dhis2Country.Vivax, "202502", "3") })
        {
            state.Enter(element, period, "aBim0000001", value);
            state.Enter(Dhis2Country.Falciparum, period, "aBim0000001", "7");
        }

        state.Enter(Dhis2Country.Falciparum, "202501", "aBim0000001", "7");
        state.MakeTables();
        await using var stage = await Dhis2Country.StageAsync(state, "level: 3\ncases: { total: [fAlciparum1, vIvaxxxxxx1] }");
        var report = await stage.RunAsync();
        var series = await stage.SeriesAsync("Abim");
        (series["2025-01"], series["2025-02"]).ShouldBe((double.NaN, 10));
        report.Warnings.ShouldContain(warning => warning.Contains("1 values taken as missing"));

        stage.Configure("level: 3\ncases: { total: [fAlciparum1, vIvaxxxxxx1], missing_parts: zero }");
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2025-01"].ShouldBe(7);
    }

    [Fact]
    public async Task Both_species_make_the_total_and_one_alone_says_nothing()
    {
        var state = Dhis2Country.State();
        state.Enter(Dhis2Country.Falciparum, "202501", "aBim0000001", "7");
        state.Enter(Dhis2Country.Vivax, "202501", "aBim0000001", "3");
        state.Enter(Dhis2Country.Falciparum, "202502", "aBim0000001", "7");
        state.MakeTables();
        await using var stage = await Dhis2Country.StageAsync(
            state,
            "level: 3\ncases: { total: vq2qO3eTrNi, falciparum: fAlciparum1, vivax: vIvaxxxxxx1 }"
        );
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2025-01"].ShouldBe(10);
        (await stage.SeriesAsync("Abim", "cases_pf"))["2025-02"].ShouldBe(double.NaN);
        (await stage.SeriesAsync("Abim"))["2025-02"].ShouldBe(double.Parse(Dhis2Country.Reported(0, 2025, 2)));
    }

    [Fact]
    public async Task Weeks_from_Sunday_are_stored_as_the_ISO_weeks_that_share_six_of_their_days()
    {
        var state = Dhis2Country.State();
        state.Enter(Dhis2Country.Cases, "2025SunW10", "aBim0000001", "5");
        state.Tables[new StubKey(Dhis2Country.Cases, "2025SunW10", "aBim0000001")] = "5";
        await using var stage = await Dhis2Country.StageAsync(state, "level: 3\nperiods: weekly-sunday\ncases: { total: vq2qO3eTrNi }");
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2025-W10"].ShouldBe(5);
    }

    [Fact]
    public async Task A_period_that_still_goes_on_is_not_read()
    {
        var state = Dhis2Country.State();
        state.Enter(Dhis2Country.Cases, "202601", "aBim0000001", "1");
        state.MakeTables();
        await using var stage = await Dhis2Country.StageAsync(state);
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim")).Keys.Max().ShouldBe("2025-12");
        await Task.Delay(TimeSpan.FromDays(31), stage.Clock, Token);
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2026-01"].ShouldBe(1);
    }

    [Fact]
    public async Task Raw_values_below_the_level_are_summed_at_it()
    {
        var state = Dhis2Country.State();
        state.Units["cLinic00001"] = new StubUnit("cLinic00001", "Clinic", "aBim0000001");
        state.Enter(Dhis2Country.Cases, "202501", "cLinic00001", "40");
        state.Enter(Dhis2Country.Cases, "202501", "aBim0000001", "2");
        await using var stage = await Dhis2Country.StageAsync(
            state,
            Dhis2Country.Settings + "\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]"
        );
        await stage.RunAsync();
        (await stage.SeriesAsync("Abim"))["2025-01"].ShouldBe(42);
    }

    [Fact]
    public async Task A_calendar_of_other_months_is_refused()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.State.Calendar = "ethiopian";
        (await Should.ThrowAsync<UserFacingException>(stage.RunAsync)).Message.ShouldContain("the calendar 'ethiopian'");
    }

    [Fact]
    public async Task A_value_that_no_place_can_have_is_told_with_place_and_period()
    {
        var state = Dhis2Country.State();
        state.Enter(Dhis2Country.Cases, "202405", "cEntral0001", "-4");
        state.MakeTables();
        await using var stage = await Dhis2Country.StageAsync(state);
        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);
        refused.Message.ShouldContain("dhis2 2024-05, Central (cEntral0001): disease_cases is -4");
        (await stage.SeriesAsync("Central")).ContainsKey("2024-05").ShouldBe(true);
        (await stage.SeriesAsync("Central"))["2024-05"].ShouldBe(double.NaN);
    }

    [Fact]
    public async Task A_check_tells_what_works()
    {
        await using var stage = await Dhis2Country.StageAsync();
        var scope = await MalariaPredictor.Backend.Sources.Connectors.SourceScope.ReadAsync(
            stage.Scratch.Database,
            new DateOnly(2023, 1, 1),
            stage.Clock.GetUtcNow(),
            Token
        );
        stage.State.Units["dOkolo00001"] = stage.State.Units["dOkolo00001"] with { Geometry = null };

        var lines = await stage.Connector.CheckAsync(scope, Token);

        var told = string.Join('\n', lines.Select(line => $"{line.What}: {line.Works} {line.Detail}"));
        told.ShouldContain("address: True DHIS2 2.40.4");
        told.ShouldContain("key: True of the user admin");
        told.ShouldContain("analytics: True tables of 2026-01-01T00:00:00.000");
        told.ShouldContain("units: True 4 of level 3, 3 with a boundary; without: Dokolo");
        told.ShouldContain("first period: True 2023-01");
        told.ShouldContain("last period: True 2025-12");
        told.ShouldContain("sample value: True Dokolo, 2025-12: " + Dhis2Country.Reported(3, 2025, 12));

        stage.Configure(Dhis2Country.Settings, ("DHIS2_TOKEN", "d2pat_wrong"));
        var failed = (await stage.Connector.CheckAsync(scope, Token)).ShouldHaveSingleItem();
        (failed.What, failed.Works).ShouldBe(("address", false));
        failed.Detail.ShouldContain("401");
        failed.Detail.ShouldContain("DHIS2_TOKEN");
        failed.Detail.ShouldNotContain("d2pat_wrong");
    }

    [Fact]
    public async Task A_data_element_that_DHIS2_leaves_out_in_silence_is_named()
    {
        await using var stage = await Dhis2Country.StageAsync(settings: Dhis2Country.Settings + "\ntests: aaaaaaaaaaa");
        (await stage.RunAsync()).Warnings.ShouldContain(warning => warning.Contains("2024: no value in 2024 of aaaaaaaaaaa (tests)"));
        var scope = await MalariaPredictor.Backend.Sources.Connectors.SourceScope.ReadAsync(
            stage.Scratch.Database,
            null,
            stage.Clock.GetUtcNow(),
            Token
        );
        (await stage.Connector.CheckAsync(scope, Token)).Single(line => line.What == "tests").Works.ShouldBe(false);
    }

    [Fact]
    public async Task A_user_and_a_password_do_as_well_as_a_token()
    {
        await using var stage = await Dhis2Country.StageAsync();
        stage.Configure(Dhis2Country.Settings, ("DHIS2_USERNAME", "admin"), ("DHIS2_PASSWORD", "district"));
        (await stage.RunAsync()).New.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("level: 3", "dhis2.cases: it is missing")]
    [InlineData("level: 99\ncases: { total: vq2qO3eTrNi }", "dhis2.level: '99' is no whole number from 1 to 12")]
    [InlineData("level: 3\ncases: { falciparum: vq2qO3eTrNi }", "one species alone")]
    [InlineData("level: 3\ncases: { total: Malaria }", "dhis2.cases.total: 'Malaria' is neither a UID nor UID.UID")]
    [InlineData("level: 3\ncases: { total: vq2qO3eTrNi }\nperiods: weekly-saturday", "'weekly-saturday' is not one of its values")]
    [InlineData("level: 3\ncases: { total: vq2qO3eTrNi }\nvia: dataValueSets", "dhis2.data_sets")]
    [InlineData("level: 3\ncases: { total: vq2qO3eTrNi }\ntoken: d2pat_x", "secrets do not belong in this file")]
    [InlineData("level: 3\ncases: { total: vq2qO3eTrNi }\nschedule: hourly", "'hourly' is no cron expression")]
    [InlineData("level: 3\ncases: { total: vq2qO3eTrNi }\nroots: x", "there is no such key here. Is 'root' meant?")]
    public async Task A_bad_setting_is_told_with_its_line_and_key(string settings, string told)
    {
        await using var stage = await Dhis2Country.StageAsync();
        var refused = Should.Throw<UserFacingException>(() => stage.Create(settings, ("DHIS2_TOKEN", Dhis2State.Token)));
        refused.Line.ShouldContain(told);
    }

    [Fact]
    public async Task Without_a_key_nothing_starts()
    {
        await using var stage = await Dhis2Country.StageAsync();
        Should.Throw<UserFacingException>(() => stage.Create(Dhis2Country.Settings)).Remedy.ShouldContain("DHIS2_TOKEN");
    }

    internal static Task<Replayed> ReplayAsync(Database database, TimeProvider clock, DateTimeOffset time) =>
        new ForecastReplay(database, new ModelVersions(database, clock), new ForecastStore(database)).RunAsync(time, Token);

    private static async Task LaterAsync(Dhis2Stage stage)
    {
        stage.State.Now = stage.State.Now.AddDays(1);
        stage.State.MakeTables();
        await Task.Delay(TimeSpan.FromDays(1), stage.Clock, Token);
    }
}
