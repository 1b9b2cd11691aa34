using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class BoundaryTests
{
    private const string Csv = Scratch.Header + "2025-01,Abim,5\n2025-01,Fort Portal,7\n";
    private const string Square = """{"type":"Polygon","coordinates":[[[30,0],[31,0],[31,1],[30,1],[30,0]]]}""";
    private const string Next = """{"type":"Polygon","coordinates":[[[31,0],[32,0],[32,1],[31,1],[31,0]]]}""";

    [Fact]
    public async Task Shapes_are_found_by_the_property_that_names_the_locations()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Csv,
            Collection(Feature("""{"code":"Q1","orgUnit":"Abim"}""", Square), Feature("""{"code":"Q2","orgUnit":"Fort Portal"}""", Next))
        );
        (report.Boundaries, report.Warnings.Count).ShouldBe((2, 0));
        var abim = (await LocationsAsync(scratch))[0];
        abim.ShouldBe(abim with { Name = "Abim", Outline = Square, Longitude = 30.5, Latitude = 0.5 });
    }

    [Fact]
    public async Task A_hole_stays_a_hole()
    {
        using var scratch = await Scratch.MigratedAsync();
        const string lake =
            """{"type":"Polygon","coordinates":[[[30,0],[31,0],[31,1],[30,1],[30,0]],"""
            + """[[30.4,0.4],[30.4,0.6],[30.6,0.6],[30.6,0.4],[30.4,0.4]]]}""";
        await scratch.ImportAsync(Csv, Collection(Feature("""{"name":"Abim"}""", lake)));
        (await LocationsAsync(scratch))[0].Outline.ShouldBe(lake);
    }

    [Fact]
    public async Task Names_without_a_partner_are_counted_and_named_on_both_sides()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Csv,
            Collection(Feature("""{"name":"Abim"}""", Square), Feature("""{"name":"Atlantis"}""", Next))
        );
        report.Warnings.ShouldBe(["1 features name no location of the data: Atlantis", "1 locations have no boundary: Fort Portal"]);
    }

    [Fact]
    public async Task Case_and_punctuation_of_a_name_do_not_matter()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Csv,
            Collection(Feature("""{"name":"Abim"}""", Square), Feature("""{"name":"FORT-PORTAL"}""", Next))
        );
        report.Warnings.ShouldBe(["1 names matched without regard to case and punctuation"]);
    }

    [Fact]
    public async Task Boundaries_of_another_country_are_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Csv, Collection(Feature("""{"name":"Atlantis"}""", Square)));
        rejected.ShouldBeOne(0, "properties", "Atlantis", "no feature names a location", "such as Abim, Fort Portal");
    }

    [Fact]
    public async Task Another_reference_system_is_refused_with_the_way_out()
    {
        using var scratch = await Scratch.MigratedAsync();
        const string utm = """{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32636"}}""";
        var rejected = await scratch.RejectedAsync(
            Csv,
            $$"""{"type":"FeatureCollection","crs":{{utm}},"features":[{{Feature("""{"name":"Abim"}""", Square)}}]}"""
        );
        rejected.ShouldBeOne(1, "crs", "urn:ogc:def:crs:EPSG::32636", "another reference system", "EPSG:4326");
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84")]
    [InlineData("EPSG:4326")]
    public async Task The_standard_reference_system_may_be_named(string name)
    {
        using var scratch = await Scratch.MigratedAsync();
        var crs = $$$"""{"type":"name","properties":{"name":"{{{name}}}"}}""";
        var report = await scratch.ImportAsync(
            Csv,
            $$"""{"type":"FeatureCollection","crs":{{crs}},"features":[{{Feature("""{"name":"Abim"}""", Square)}}]}"""
        );
        report.Boundaries.ShouldBe(1);
    }

    [Fact]
    public async Task Coordinates_in_metres_are_refused_at_their_line()
    {
        using var scratch = await Scratch.MigratedAsync();
        const string metres = """{"type":"Polygon","coordinates":[[[430000,5000],[431000,5000],[431000,6000],[430000,5000]]]}""";
        var rejected = await scratch.RejectedAsync(
            Csv,
            Collection(Feature("""{"name":"Abim"}""", Square), Feature("""{"name":"Fort Portal"}""", metres))
        );
        rejected.ShouldBeOne(3, "feature 2", "[430000, 5000]", "not longitude and latitude", "Reproject");
    }

    [Fact]
    public async Task A_shape_that_crosses_itself_is_repaired_and_counted()
    {
        using var scratch = await Scratch.MigratedAsync();
        const string bowTie = """{"type":"Polygon","coordinates":[[[30,0],[31,1],[31,0],[30,1],[30,0]]]}""";
        var report = await scratch.ImportAsync(
            Csv,
            Collection(Feature("""{"name":"Abim"}""", bowTie), Feature("""{"name":"Fort Portal"}""", Next))
        );
        report.Warnings.ShouldBe(["shapes that cross themselves, repaired: 1 (first in line 2)"]);
        (await LocationsAsync(scratch))[0].Outline!.ShouldStartWith("""{"type":"MultiPolygon""");
    }

    [Fact]
    public async Task Features_without_a_shape_are_left_out_and_points_have_a_place_but_no_outline()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Csv,
            Collection(
                Feature("""{"name":"Abim"}""", """{"type":"Point","coordinates":[33.5,2.5]}"""),
                Feature("""{"name":"Fort Portal"}""", "null")
            )
        );
        report.Warnings.ShouldBe(["1 locations have no boundary: Fort Portal", "features without a shape, left out: 1 (first in line 3)"]);
        var abim = (await LocationsAsync(scratch))[0];
        abim.ShouldBe(abim with { Outline = null, Longitude = 33.5, Latitude = 2.5 });
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[30,0],[31,0],[31,1],[30,1]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":"none"}""")]
    [InlineData("""{"type":"Blob","coordinates":[]}""")]
    [InlineData("7")]
    public async Task A_geometry_that_is_none_is_refused_at_its_line(string geometry)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Csv, Collection(Feature("""{"name":"Abim"}""", geometry)));
        (rejected.Total, rejected.Problems[0].Line, rejected.Problems[0].Column).ShouldBe((1, 2, "feature 1"));
        rejected.Problems[0].Remedy.ShouldContain("rings are closed");
    }

    [Fact]
    public async Task Broken_JSON_is_refused_with_line_and_column()
    {
        using var scratch = await Scratch.MigratedAsync();
        var whole = Collection(Feature("""{"name":"Abim"}""", Square));
        var rejected = await scratch.RejectedAsync(Csv, whole[..^20]);
        (rejected.Total, rejected.Problems[0].Line).ShouldBe((1, 2));
        rejected.Problems[0].Column.ShouldStartWith("column ");
        rejected.Problems[0].Remedy.ShouldContain("Export the file again");
    }

    [Theory]
    [InlineData("[1,2]", "no GeoJSON")]
    [InlineData("""{"type":"Topology","objects":{}}""", "a Topology, not a FeatureCollection")]
    [InlineData("""{"a":1}""", "thing without a type")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "no features")]
    [InlineData("""{"type":"FeatureCollection","features":[5]}""", "not a feature")]
    public async Task JSON_that_is_no_feature_collection_is_refused(string json, string what)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Csv, json);
        rejected.Total.ShouldBe(1);
        rejected.Problems[0].What.ShouldContain(what);
        rejected.Problems[0].Remedy.ShouldNotBeEmpty();
    }

    internal static string Feature(string properties, string geometry) =>
        $$"""{"type":"Feature","properties":{{properties}},"geometry":{{geometry}}}""";

    internal static string Collection(params string[] features) =>
        $$"""
            {"type":"FeatureCollection","features":[
            {{string.Join(",\n", features)}}
            ]}
            """;

    private static Task<IReadOnlyList<Location>> LocationsAsync(Scratch scratch) =>
        new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken);
}
