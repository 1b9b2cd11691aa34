using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>Thirty faults of one kind are one line with a count and the first few.</summary>
public sealed class OneCauseTests
{
    private const int Faults = 30;
    private static readonly int[] Each = [.. Enumerable.Range(1, Faults)];

    [Fact]
    public async Task Months_that_do_not_exist() =>
        IsOneLine(await RejectedAsync(Scratch.Header + Lines(number => $"2023{number + 12},Abim,5")), "no month 13", "'202314'");

    [Fact]
    public async Task Lines_that_are_too_long_by_more_and_more() =>
        IsOneLine(
            await RejectedAsync(Scratch.Header + Lines(number => $"2023-01,Abim,5{new string(',', number)}9")),
            "the line has 4 values",
            "line 3"
        );

    [Theory]
    [InlineData("Polygon", "7", "the geometry cannot be read")]
    [InlineData("Point", "[1000,5]", "not longitude and latitude in degrees")]
    public async Task Shapes_that_cannot_be_read(string type, string coordinates, string what)
    {
        var features = Each.Select(number =>
            $$$"""
                {"type":"Feature","properties":{"location":"Place {{{number}}}"},
                "geometry":{"type":"{{{type}}}","coordinates":{{{coordinates}}}}}
                """
        );
        IsOneLine(
            await RejectedAsync(
                Scratch.Header + "2023-01,Abim,5\n",
                shapes: $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}"""
            ),
            what,
            "more like this"
        );
    }

    [Fact]
    public async Task Groups_that_have_reports_of_their_own() =>
        IsOneLine(
            await RejectedAsync(
                Scratch.Header + Lines(number => $"2023-01,Group {number},5\n2023-01,Place {number},5"),
                hierarchy: "location,parent\n" + Lines(number => $"Place {number},Group {number}")
            ),
            "Group 1 has reports of its own",
            "'Group 2'"
        );

    [Fact]
    public async Task Places_with_two_parents() =>
        IsOneLine(
            await RejectedAsync(
                Scratch.Header + Lines(number => $"2023-01,Place {number},5"),
                hierarchy: "location,parent\n" + Lines(number => $"Place {number},North\nPlace {number},South")
            ),
            "Place 1 has another parent",
            "line 5"
        );

    private static string Lines(Func<int, string> line) => string.Concat(Each.Select(number => line(number) + "\n"));

    private static async Task<RejectedFileException> RejectedAsync(string cases, string? shapes = null, string? hierarchy = null)
    {
        using var scratch = await Scratch.MigratedAsync();
        return await Should.ThrowAsync<RejectedFileException>(() =>
            new Importer(scratch.Database, scratch.Clock).ImportAsync(
                scratch.Write("cases.csv", cases),
                shapes is null ? null : scratch.Write("shapes.geojson", shapes),
                hierarchy is null ? null : scratch.Write("hierarchy.csv", hierarchy)
            )
        );
    }

    private static void IsOneLine(RejectedFileException rejected, string first, string example)
    {
        var problem = rejected.Problems.ShouldHaveSingleItem();
        (rejected.Total, problem.More, rejected.Untold).ShouldBe((Faults, Faults - 1, 0));
        problem.ToString().ShouldContain(first);
        problem.ToString().ShouldContain(example);
        problem.ToString().ShouldContain($"({Faults - 1} more like this: ");
    }
}
