using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>Organisation units that are renamed, moved, split, merged, or there before under another name.</summary>
public sealed class Dhis2UnitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_renamed_unit_keeps_its_series_and_forecasts_of_before_are_made_again_bit_for_bit()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        var database = stage.Scratch.Database;
        await new ChampionChoice(database, stage.Clock).RunAsync(Token);
        var first = await new ForecastIssue(database, stage.Clock).RunAsync(Token);
        await Task.Delay(TimeSpan.FromDays(1), stage.Clock, Token);
        var then = stage.Clock.GetUtcNow();
        var before = await stage.SeriesAsync("Abim");
        await Task.Delay(TimeSpan.FromDays(1), stage.Clock, Token);
        stage.State.Units["aBim0000001"] = stage.State.Units["aBim0000001"] with { Name = "Zombo" };

        var report = await stage.RunAsync();

        report.Warnings.ShouldContain(warning => warning.Contains("Abim is called Zombo in DHIS2 now"));
        (await stage.PlacesAsync()).ShouldBe(["Budaka", "Central", "Dokolo", "Zombo"]);
        (await stage.SeriesAsync("Zombo")).ShouldBe(before);
        (await new LocationParents(database).HierarchyAsync(Token)).Find("North")!.Locations.ShouldBe(["Budaka", "Zombo"]);
        var second = await new ForecastIssue(database, stage.Clock).RunAsync(Token);
        second.Created.ShouldBeTrue("the names are part of what a forecast is made from");
        var replayed = await Dhis2FetchTests.ReplayAsync(database, stage.Clock, then);
        (replayed.Same, replayed.Stored!.Id).ShouldBe((true, first.RunId));
        replayed.Stored.Locations[0].Location.ShouldBe("Abim");
        (await Dhis2FetchTests.ReplayAsync(database, stage.Clock, DateTimeOffset.MaxValue)).Same.ShouldBe(true);
        (await stage.RunAsync()).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_units_may_swap_their_names()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        var (abim, dokolo) = (await stage.SeriesAsync("Abim"), await stage.SeriesAsync("Dokolo"));
        stage.State.Units["aBim0000001"] = stage.State.Units["aBim0000001"] with { Name = "Dokolo" };
        stage.State.Units["dOkolo00001"] = stage.State.Units["dOkolo00001"] with { Name = "Abim" };
        await stage.RunAsync();
        (await stage.SeriesAsync("Dokolo")).ShouldBe(abim);
        (await stage.SeriesAsync("Abim")).ShouldBe(dokolo);
    }

    [Fact]
    public async Task A_moved_unit_keeps_its_series_in_its_new_group()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        stage.State.Units["bUdaka00001"] = stage.State.Units["bUdaka00001"] with { Parent = Dhis2Country.South };
        (await stage.RunAsync()).Warnings.ShouldContain(warning => warning.Contains("Budaka (bUdaka00001) was moved to South"));
        (await new LocationParents(stage.Scratch.Database).HierarchyAsync(Token))
            .Find("South")!
            .Locations.ShouldBe(["Budaka", "Central", "Dokolo"]);
    }

    [Fact]
    public async Task A_split_is_reported_and_nothing_of_it_is_stored_before_somebody_says_what_to_do()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        Split(stage.State);

        var warnings = (await stage.RunAsync()).Warnings;

        warnings.ShouldContain(warning =>
            warning.Contains("no longer at this level: Central (cEntral0001); new there, and not stored yet: Central East")
        );
        (await stage.PlacesAsync()).ShouldBe(["Abim", "Budaka", "Central", "Dokolo"]);
        (await stage.SeriesAsync("Central"))["2025-12"].ShouldBe(double.Parse(Dhis2Country.Reported(2, 2025, 12)), "its reports stay");

        stage.Configure(Dhis2Country.Settings + "\nplaces: { cEntral0001: withdraw }");
        await stage.RunAsync();
        (await stage.PlacesAsync()).ShouldBe(["Abim", "Budaka", "Central", "Central East", "Central West", "Dokolo"]);
        (await stage.SeriesAsync("Central"))["2025-12"].ShouldBe(double.NaN, "or its cases would count twice");
        (await stage.SeriesAsync("Central East"))["2025-12"].ShouldBe(30);
        (await stage.RunAsync()).Corrected.ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_unit_whose_reports_nobody_else_holds_is_kept_on_demand()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.RunAsync();
        stage.State.Units.Remove("cEntral0001");
        (await stage.RunAsync()).Warnings.ShouldContain(warning => warning.Contains("no longer at this level: Central"));
        stage.Configure(Dhis2Country.Settings + "\nplaces: { cEntral0001: keep }");
        (await stage.RunAsync()).Warnings.ShouldBeEmpty();
        (await stage.SeriesAsync("Central"))["2025-12"].ShouldBe(double.Parse(Dhis2Country.Reported(2, 2025, 12)));
    }

    [Fact]
    public async Task Places_from_files_are_met_by_name_and_parent_once()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.Scratch.ImportAsync(
            "time_period,location,parent,disease_cases\n2023-01,ABIM,North,5\n2023-01,Budaka,North,6\n"
                + "2023-01,Central,South,7\n2023-01,Dokolo,South,8\n"
        );

        await stage.RunAsync();

        (await stage.PlacesAsync()).ShouldBe(["ABIM", "Budaka", "Central", "Dokolo"], "known under the name it has");
        (await stage.SeriesAsync("ABIM"))["2023-01"].ShouldBe(double.Parse(Dhis2Country.Reported(0, 2023, 1)));
    }

    [Fact]
    public async Task A_place_that_may_be_a_unit_is_asked_for_and_never_guessed()
    {
        await using var stage = await Dhis2Country.StageAsync();
        await stage.Scratch.ImportAsync("time_period,location,disease_cases\n2023-01,Abim District,5\n2023-01,Budaka,6\n");

        var refused = await Should.ThrowAsync<UserFacingException>(stage.RunAsync);

        refused.Message.ShouldContain("whether Abim in North (aBim0000001) is one of the places of the database (Abim District)");
        (await stage.PlacesAsync()).ShouldBe(["Abim District", "Budaka"]);
        stage.Configure(Dhis2Country.Settings + "\nplaces: { aBim0000001: Abim District }");
        await stage.RunAsync();
        (await stage.PlacesAsync()).ShouldBe(["Abim District", "Budaka", "Central", "Dokolo"]);
    }

    [Fact]
    public async Task A_line_about_a_unit_that_changes_nothing_is_told()
    {
        await using var stage = await Dhis2Country.StageAsync(
            settings: Dhis2Country.Settings + "\nplaces: { nOwhere0001: keep, aBim0000001: new }"
        );
        (await stage.RunAsync()).Warnings.ShouldContain(warning => warning.EndsWith("stored as a place before: nOwhere0001: keep"));
        stage.Configure(Dhis2Country.Settings + "\nplaces: { aBim0000001: Dokolo, bUdaka00001: withdraw }");
        (await stage.RunAsync()).Warnings.ShouldContain(warning => warning.EndsWith("before: aBim0000001: Dokolo, bUdaka00001: withdraw"));
        (await stage.PlacesAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Namesakes_are_told_apart_by_their_parents()
    {
        var state = Dhis2Country.State();
        state.Units["cEntral0002"] = new StubUnit("cEntral0002", "Central", Dhis2Country.North, Dhis2Country.Square(7));
        await using var stage = await Dhis2Country.StageAsync(state);
        await stage.RunAsync();
        (await stage.PlacesAsync()).ShouldBe(["Abim", "Budaka", "Central (North)", "Central (South)", "Dokolo"]);
    }

    [Fact]
    public async Task A_region_that_is_called_like_its_district_is_a_group_of_another_name()
    {
        var state = Dhis2Country.State();
        state.Units[Dhis2Country.South] = state.Units[Dhis2Country.South] with { Name = "Central" };
        await using var stage = await Dhis2Country.StageAsync(state);
        await stage.RunAsync();
        var groups = (await new LocationParents(stage.Scratch.Database).HierarchyAsync(Token)).Groups;
        groups.Select(group => group.Name).ShouldBe(["Islandia", "Central (Islandia)", "North"]);
        groups[1].Locations.ShouldBe(["Central", "Dokolo"]);
    }

    private static void Split(Dhis2State state)
    {
        state.Units.Remove("cEntral0001");
        foreach (var (uid, name) in new[] { ("eAst0000001", "Central East"), ("wEst0000001", "Central West") })
        {
            state.Units[uid] = new StubUnit(uid, name, Dhis2Country.South, Dhis2Country.Square(uid == "eAst0000001" ? 10 : 11));
            state.Enter(Dhis2Country.Cases, "202512", uid, "30");
        }

        state.Now = state.Now.AddDays(1);
        foreach (var key in state.Values.Keys.Where(key => key.Unit == "cEntral0001").ToList())
        {
            state.Values.Remove(key);
        }

        state.MakeTables();
    }
}
