using System.Diagnostics;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class NearNameTests
{
    [Theory]
    [InlineData("Kampla", "Kampala")]
    [InlineData("disease_case", "disease_cases")]
    [InlineData("KAMPALA", "Kampala")]
    [InlineData("Kasesse", "Kasese")]
    [InlineData("Zanzibar", null)]
    [InlineData("Ka", null)]
    public void The_nearest_name_is_found_where_there_is_one(string name, string? expected) =>
        NearNames.Nearest(name, ["Gulu", "Kampala", "Kasese", "disease_cases"]).ShouldBe(expected);

    [Fact]
    public void Very_long_texts_are_compared_with_nothing()
    {
        var longText = new string('a', 1_000_000);
        var began = Stopwatch.GetTimestamp();

        NearNames.Nearest(longText, Enumerable.Repeat("a", 100)).ShouldBeNull();
        NearNames.Nearest("aaaa", Enumerable.Repeat(longText, 100)).ShouldBeNull();

        // Before, the edits alone took minutes; this takes a millisecond.
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_hierarchy_of_thousands_of_unknown_long_names_is_refused_in_one_line_and_soon()
    {
        using var scratch = await Scratch.MigratedAsync();
        string Name(int index, string group) => $"{group} {index:00000} " + new string((char)('a' + (index % 26)), 180);
        var cases = scratch.Write(
            "cases.csv",
            Scratch.Header + string.Concat(Enumerable.Range(0, 2000).Select(index => $"2024-01,{Name(index, "place")},5\n"))
        );
        var hierarchy = scratch.Write(
            "hierarchy.csv",
            "location,parent\n" + string.Concat(Enumerable.Range(0, 2000).Select(index => $"{Name(index, "other")},Region\n"))
        );
        var began = Stopwatch.GetTimestamp();

        var refused = await Should.ThrowAsync<RejectedFileException>(() =>
            new MalariaPredictor.Backend.Sources.Importer(scratch.Database, scratch.Clock).ImportAsync(cases, null, hierarchy)
        );

        refused.Problems.Count.ShouldBe(1);
        refused.Problems[0].More.ShouldBe(1999);
        refused.Problems[0].ToString().ShouldContain("1999 more like this: line 3 ");
        // Each of 4,000,000 pairs of names of 190 letters took 100 µs before.
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
