using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources.Hierarchies;

public sealed class HierarchyImportTests
{
    private const string Cases = "time_period,location,disease_cases\n2024-01,Aa,1\n2024-01,Bb,2\n2024-01,Cc,3\n2024-01,Dd,4\n";

    [Fact]
    public async Task Facilities_make_up_districts_and_districts_regions()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await Import(
            scratch,
            "location,parent\nAa,North district\nBb,North district\nCc,South district\nNorth district,Nation\nSouth district,Nation\nN"
                + "ation,\n"
        );
        var hierarchy = await Stored(scratch);

        (report.Groups, report.GroupLevels).ShouldBe((3, 2));
        report.Warnings.ShouldContain(warning => warning.StartsWith("1 locations are part of no group") && warning.EndsWith("Dd"));
        hierarchy.Groups.Select(group => (group.Name, group.Level)).ShouldBe([("Nation", 1), ("North district", 2), ("South district", 2)]);
        hierarchy.Below(hierarchy.Find("Nation")!).ShouldBe(["Aa", "Bb", "Cc"]);
        hierarchy.Above("Aa").Select(group => group.Name).ShouldBe(["North district", "Nation"]);
    }

    [Fact]
    public async Task A_hierarchy_alone_replaces_the_one_there_is()
    {
        using var scratch = await Scratch.MigratedAsync();
        await Import(scratch, "location,parent\nAa,North\nBb,North\n");
        await new Importer(scratch.Database, scratch.Clock).ImportHierarchyAsync(
            scratch.Write("h.csv", "parent;location\r\nWest;Cc\r\n"),
            TestContext.Current.CancellationToken
        );

        (await Stored(scratch)).Groups.Select(group => group.Name).ShouldBe(["West"]);
    }

    [Fact]
    public async Task A_column_of_parents_makes_groups_and_leaves_those_of_other_locations()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync("time_period,location,disease_cases,parent\n2024-01,Aa,1,North\n2024-02,Aa,1,\n2024-01,Bb,2,North\n");
        await scratch.ImportAsync("time_period,location,disease_cases,parent\n2024-01,Cc,1,South\n");

        (await Stored(scratch))
            .Groups.Select(group => (group.Name, string.Join('+', group.Locations)))
            .ShouldBe([("North", "Aa+Bb"), ("South", "Cc")]);
    }

    [Fact]
    public async Task Boundaries_as_DHIS2_writes_them_name_parents()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            Cases,
            Features(
                ("Aa", "\"parent\":\"R1\",\"parentName\":\"North\""),
                ("Bb", "\"parent\":\"R2\""),
                ("Cc", "\"parent\":\"R3\""),
                ("South", "\"id\":\"R2\"")
            )
        );

        (await Stored(scratch))
            .Groups.Select(group => (group.Name, string.Join('+', group.Locations)))
            .ShouldBe([("North", "Aa"), ("R3", "Cc"), ("South", "Bb")]);
    }

    [Theory]
    [InlineData("Aa,North\nAa,South\n", 3, "another parent, North, in line 2")]
    [InlineData("Aa,North\nNorth,Nation\nNation,North\n", 3, "is part of")]
    [InlineData("Aa,North\nNorth,North\n", 3, "North is part of North")]
    [InlineData("Aaa,North\nBb,North\n", 2, "Is 'Aa' meant?")]
    [InlineData("Bb,Aa\n", 2, "has reports of its own")]
    [InlineData("Aa\n", 2, "too short")]
    [InlineData(",North\n", 2, "is empty")]
    [InlineData("Aa,\n", 0, "no line names a parent")]
    public async Task What_makes_no_hierarchy_is_refused_with_its_line(string lines, long line, string said)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => Import(scratch, "location,parent\n" + lines));

        rejected.File.ShouldBe("hierarchy.csv");
        rejected.Problems.ShouldContain(
            problem => problem.Line == line && $"{problem}".Contains(said, StringComparison.Ordinal),
            string.Join('\n', rejected.Problems)
        );
        (await scratch.CountAsync("location_parent")).ShouldBe(0);
        (await scratch.CountAsync("observation")).ShouldBe(0);
    }

    [Fact]
    public async Task A_missing_column_and_two_parents_in_the_observations_are_refused_too()
    {
        using var scratch = await Scratch.MigratedAsync();
        var header = await Should.ThrowAsync<RejectedFileException>(() => Import(scratch, "location,region\nAa,North\n"));
        $"{header.Problems[0]}".ShouldContain("location,parent");
        var rejected = await scratch.RejectedAsync("time_period,location,disease_cases,parent\n2024-01,Aa,1,North\n2024-02,Aa,1,South\n");
        (rejected.Problems[0].Line, rejected.Problems[0].Value).ShouldBe((3, "South"));
    }

    [Fact]
    public async Task Rows_of_a_group_are_refused_for_they_would_count_twice()
    {
        using var scratch = await Scratch.MigratedAsync();
        await Import(scratch, "location,parent\nAa,North\n");

        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            scratch.ImportAsync("time_period,location,disease_cases\n2024-02,North,9\n")
        );
        $"{rejected.Problems[0]}".ShouldContain("North is a group that Aa is part of");
    }

    private static async Task<ImportReport> Import(Scratch scratch, string hierarchy) =>
        await new Importer(scratch.Database, scratch.Clock).ImportAsync(
            scratch.Write("cases.csv", System.Text.Encoding.UTF8.GetBytes(Cases)),
            hierarchyPath: scratch.Write("hierarchy.csv", System.Text.Encoding.UTF8.GetBytes(hierarchy))
        );

    private static Task<Hierarchy> Stored(Scratch scratch) => new LocationParents(scratch.Database).HierarchyAsync();

    private static string Features(params (string Name, string More)[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features.Index().Select(pair =>
            $$$"""{"type":"Feature","properties":{"name":"{{{pair.Item.Name}}}",{{{pair.Item.More}}}},"""
            + $$$""" "geometry":{"type":"Point","coordinates":[{{{pair.Index}}},1]}}"""))}}]}""";
}
