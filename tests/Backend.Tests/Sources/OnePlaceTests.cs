using Dapper;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;
using MalariaPredictor.Backend.Tests.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class OnePlaceTests
{
    private const string WithParent = "time_period,parent,location,disease_cases\n";

    [Theory]
    [InlineData("Kpélé", "Kpe\u0301le\u0301", true)]
    [InlineData("Fort Portal", "FORT  PORTAL", false)]
    [InlineData("Fort Portal", "Fort\u00A0Portal", true)]
    [InlineData("Guinea-Bissau", "Guinea\u2011Bissau", true)]
    [InlineData("Guinea-Bissau", "Guinea Bissau", false)]
    [InlineData("N'Djamena", "N’Djamena", false)]
    [InlineData("Ệa", "E\u0302\u0323a", true)]
    [InlineData("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", true)]
    [InlineData("12", "12.0", false)]
    public async Task Two_spellings_in_two_files_are_one_place_which_keeps_its_first_name(string first, string second, bool lookAlike)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + $"2025-01,{first},5\n2025-01,Abim,4\n");
        var report = await scratch.ImportAsync(Scratch.Header + $"2025-02,{second},7\n");

        report.Warnings.ShouldContain(
            $"1 place is spelled differently from those in the database, and taken for the same: '{second}' is '{first}'"
                + (lookAlike ? " (accents, spaces or hyphens are other characters)" : "")
        );
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.Count.ShouldBe(2);
        panel.Series(panel.Locations.ToList().IndexOf(first), "disease_cases").ToArray().ShouldBe([5, 7]);
    }

    [Fact]
    public async Task Spellings_within_a_file_are_one_place_with_a_warning()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Scratch.Header + "2025-01,Alpha,1\n2025-02,alpha,2\n2025-03,ALPHA ,3\n2025-04,Al  pha,4\n");
        report.Locations.ShouldBe(2);
        report.Warnings.ShouldContain(
            "1 place is spelled in several ways in column location, each taken for one: 'Alpha' = 'alpha' = 'ALPHA'"
        );
    }

    [Theory]
    [InlineData("किन", "कुन")]
    [InlineData("1-1", "11")]
    [InlineData("Abim", "Abim 2")]
    public async Task Names_that_differ_in_letters_stay_two_places(string one, string other)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.ImportAsync(Scratch.Header + $"2025-01,{one},5\n2025-01,{other},6\n")).Locations.ShouldBe(2);
    }

    [Theory]
    [Databases]
    public async Task One_name_in_two_regions_is_two_places_which_later_files_find_again(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-01,West,Central,9\n");
        await scratch.ImportAsync(WithParent + "2025-02,WEST,central,10\n2025-02,East,Central,6\n");

        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldBe(["Central (East)", "Central (West)"]);
        panel.Series(1, "disease_cases").ToArray().ShouldBe([9, 10]);
        (await Stored(scratch)).Groups.Select(group => group.Name).ShouldBe(["East", "West"]);
    }

    [Theory]
    [Databases]
    public async Task A_second_place_of_a_name_leaves_the_first_as_it_is(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n");
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-01,West,Central,9\n");
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["Central", "Central (West)"]);

        // Its whole name finds it without a parent too; the name alone is a question.
        await scratch.ImportAsync(Scratch.Header + "2025-02,Central (West),11\n");
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => scratch.ImportAsync(Scratch.Header + "2025-03,Central,1\n"));
        rejected.Problems[0].What.ShouldContain("2 places of this name: Central, Central (West)");
        rejected.Problems[0].Remedy.ShouldContain("parent");
    }

    [Theory]
    [Databases]
    public async Task A_step_down_and_up_of_the_schema_loses_no_place_of_two(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n");
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-01,West,Central,9\n");
        var migrator = new Migrator(scratch.Database, TimeProvider.System);
        (await migrator.DownAsync(6, [], TestContext.Current.CancellationToken)).Refused.ShouldBeFalse();
        await migrator.UpAsync(TestContext.Current.CancellationToken);

        await scratch.ImportAsync(WithParent + "2025-02,West,Central,10\n");
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldBe(["Central", "Central (West)"]);
        panel.Series(1, "disease_cases").ToArray().ShouldBe([9, 10]);

        // The name as it was written is stored again.
        await using var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);
        (await connection.ExecuteScalarAsync<string>("SELECT written FROM location WHERE name = 'Central (West)'")).ShouldBe("Central");
    }

    [Fact]
    public async Task A_parent_that_arrives_later_attaches_to_the_place_there_is()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + "2025-01,Central,5\n2025-01,North,2\n");
        await scratch.ImportAsync(WithParent + "2025-02,East,Central,6\n");

        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["Central", "North"]);
        (await Stored(scratch)).Above("Central").Single().Name.ShouldBe("East");
    }

    [Fact]
    public async Task A_changed_parent_is_a_move_that_keeps_the_history()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-02,East,Central,6\n");
        var report = await scratch.ImportAsync(WithParent + "2025-02,West,Central,6\n2025-03,West,Central,7\n");

        report.Warnings.ShouldContain("Central moves from East to West with its history");
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([5, 6, 7]);
        (await Stored(scratch)).Above("Central").Single().Name.ShouldBe("West");
    }

    [Fact]
    public async Task Another_regions_file_with_other_counts_is_no_move_but_a_question()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-02,East,Central,6\n");
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            scratch.ImportAsync(WithParent + "2025-01,West,Central,50\n2025-02,West,Central,60\n")
        );

        rejected.Problems[0].What.ShouldContain("2 of 2 reports of the same period differ");
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([5, 6]);
    }

    [Theory]
    [InlineData("2025-01,East,Central,5\n2025-01,West,Central,6\n2025-02,,Central,7\n", 4, "does not say which one")]
    [InlineData("2025-01,East,Central,5\n2025-02,West,Central,6\n", 3, "whether it moved")]
    public async Task What_leaves_open_which_place_is_meant_is_refused(string rows, long line, string what)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(WithParent + rows);
        rejected.Problems[0].Line.ShouldBe(line);
        rejected.Problems[0].What.ShouldContain(what);
    }

    [Theory]
    [InlineData("species", "x", "y", "differ in species, disease_cases", "columns cases_pf and cases_pv")]
    [InlineData("age_group", "under 5", "5 and over", "differ in age_group", "Add up the cases of each age_group")]
    [InlineData("facility", "Clinic A", "Clinic B", "differ in facility", "Make facility the location")]
    [InlineData("region", "East", "West", "differ in region", "rename the column region to parent")]
    [InlineData("note", "x", "x", "differ in disease_cases", "add a column parent")]
    public async Task Lines_of_one_place_and_period_are_never_to_be_dropped_unseen(
        string column,
        string first,
        string second,
        string what,
        string remedy
    )
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            $"time_period,location,{column},disease_cases\n2025-01,Abim,{first},5\n2025-01,Abim,{second},6\n"
        );
        rejected.ShouldBeOne(3, "location, time_period", "Abim, 2025-01", what, remedy);
        rejected.Problems[0].ToString().ShouldNotContain("Keep one");
    }

    [Fact]
    public async Task A_hierarchy_finds_places_in_other_spellings_and_in_two_regions()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(WithParent + "2025-01,East,Central,5\n2025-01,West,Central,9\n2025-01,,Kpélé,1\n");
        await new Importer(scratch.Database, scratch.Clock).ImportHierarchyAsync(
            scratch.Write("h.csv", "location,parent\nCENTRAL,east\nCentral,West\nKPE\u0301LE\u0301,West\nEast,Nation\nwest,Nation\n"),
            TestContext.Current.CancellationToken
        );

        var hierarchy = await Stored(scratch);
        hierarchy.Below(hierarchy.Find("West")!).ShouldBe(["Central (West)", "Kpélé"]);
        hierarchy.Below(hierarchy.Find("East")!).ShouldBe(["Central (East)"]);
        hierarchy.Levels.ShouldBe(2);
    }

    private static Task<Hierarchy> Stored(Scratch scratch) => new LocationParents(scratch.Database).HierarchyAsync();
}
