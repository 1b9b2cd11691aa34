using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>Two districts of one name in two regions, in files with further columns that tell lines apart.</summary>
public sealed class NamesakeTests
{
    [Theory]
    [InlineData(
        "region,location,parasite",
        "East,Central,Pf|East,Central,Pv|West,Central,Pf|West,Central,Pv",
        "has cases_pf twice",
        "If these are two places of one name"
    )]
    [InlineData(
        "region,location,age_group",
        "East,Central,0-4|East,Central,5+|West,Central,0-4|West,Central,5+",
        "differ in age_group",
        "rename the column region to parent"
    )]
    [InlineData("province,location,facility", "East,Central,HC 1|West,Central,HC 1", "differ in province", "rename the column province")]
    [InlineData("parent,location,facility", "East,Central,HC 1|East,Central,HC 2|West,Central,HC 1", "Make facility the location", "")]
    [InlineData("parent,location,sex", "East,Central,m|East,Central,f|West,Central,m|West,Central,f", "Add up the cases of each sex", "")]
    [InlineData("parent,location,species", "East,Central,a|East,Central,b|West,Central,a", "columns cases_pf and cases_pv", "")]
    [InlineData("parent,location,note", "East,Central,a|EAST,Central,b", "spelling", "")]
    [InlineData("parent,location,note", ",Central,a|East,Central,b", "Write the parent in every line", "")]
    [InlineData("parent,location,note", "East,Central,a|NA,Central,b|West,Central,c", "does not say which one it means", "")]
    public async Task Lines_that_may_be_of_either_are_refused_with_what_to_do(string columns, string rows, string told, string alsoTold)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            $"time_period,{columns},disease_cases\n" + string.Concat(rows.Split('|').Select((row, line) => $"2025-01,{row},{line + 3}\n"))
        );
        var text = string.Join('\n', rejected.Problems);
        text.ShouldContain(told);
        text.ShouldContain(alsoTold);
        text.ShouldNotContain("Keep one");
    }

    [Theory]
    [InlineData("East,Central|West,Central|East,North", "Central (East),Central (West),North")]
    [InlineData("East,Central|West,Central (West)", "Central,Central (West)")]
    [InlineData("Région,Central|Re\u0301gion B,Central", "Central (Région),Central (Re\u0301gion B)")]
    [InlineData("East,Central|West,central|South,CENTRAL", "Central (East),Central (South),Central (West)")]
    public async Task Each_region_has_its_own_whatever_the_spelling(string rows, string expected)
    {
        using var scratch = await Scratch.MigratedAsync();
        var text =
            "time_period,parent,location,cases_pf,cases_pv\n"
            + string.Concat(Enumerable.Range(1, 2).SelectMany(month => rows.Split('|').Select(row => $"2025-0{month},{row},{month},7\n")));
        await scratch.ImportAsync(text);
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(expected.Split(','), ignoreOrder: true);

        // Again, in the other order: the same places.
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await scratch.ImportAsync(string.Join('\n', lines.Skip(1).Reverse().Prepend(lines[0])) + "\n");
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(expected.Split(','), ignoreOrder: true);
    }

    [Theory]
    [InlineData("\"name\":\"CENTRAL\",\"ADM1_EN\":\"east\"", "\"name\":\"Central \",\"ADM1_EN\":\"WEST\"")]
    [InlineData("\"name\":\"Central\",\"parentName\":\"East\"", "\"name\":\"Central\",\"parentName\":\"West\"")]
    [InlineData("\"name\":\"Central\",\"OBJECTID\":1,\"state\":\"East\"", "\"name\":\"Central\",\"OBJECTID\":2,\"state\":\"West\"")]
    [InlineData("\"name\":\"Central (East)\"", "\"name\":\"Central (West)\"")]
    public async Task Each_gets_the_boundary_of_its_own_region(string east, string west)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            "time_period,parent,location,disease_cases\n2025-01,East,Central,5\n2025-01,West,Central,6\n",
            BoundaryTests.Collection(Feature(west, 40), Feature(east, 3))
        );
        (await PlacesAsync(scratch)).ShouldBe([("Central (East)", 3.5), ("Central (West)", 40.5)]);
    }

    [Theory]
    [InlineData("\"name\":\"Central\"", "\"name\":\"Central\"")]
    [InlineData("\"name\":\"Central\",\"state\":\"East\"", "\"name\":\"Central\"")]
    [InlineData("\"name\":\"Central\",\"state\":\"South\"", "\"name\":\"Central\",\"state\":\"North\"")]
    public async Task No_boundary_is_given_by_a_guess(string first, string second)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            "time_period,parent,location,disease_cases\n2025-01,East,Central,5\n2025-01,West,Central,6\n",
            BoundaryTests.Collection(Feature(first, 3), Feature(second, 40))
        );
        (await PlacesAsync(scratch)).ShouldAllBe(place =>
            place.Longitude == null || (place.Name == "Central (East)" && first.Contains("East"))
        );
        report.Warnings.ShouldContain(warning => warning.Contains("without its parent"));
    }

    private static async Task<(string Name, double? Longitude)[]> PlacesAsync(Scratch scratch) =>
        [
            .. (await new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken))
                .Select(place => (place.Name, place.Longitude))
                .OrderBy(place => place.Name, StringComparer.Ordinal),
        ];

    private static string Feature(string properties, int x) =>
        BoundaryTests.Feature(
            $"{{{properties}}}",
            $$"""{"type":"Polygon","coordinates":[[[{{x}},0],[{{x + 1}},0],[{{x + 1}},1],[{{x}},1],[{{x}},0]]]}"""
        );
}
