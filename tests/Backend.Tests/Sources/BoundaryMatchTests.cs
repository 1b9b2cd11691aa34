using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class BoundaryMatchTests
{
    private const string Codes = Scratch.Header + "2025-01,1,5\n2025-01,2,6\n2025-01,3,7\n";

    [Theory]
    [InlineData("OBJECTID")]
    [InlineData("fid")]
    [InlineData("id")]
    public async Task A_running_number_is_no_code_where_another_property_is(string running)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Codes,
            Collection($$"""{"{{running}}":1,"code":3}""", $$"""{"{{running}}":2,"code":1}""", $$"""{"{{running}}":3,"code":2}""")
        );
        (await Middles(scratch)).ShouldBe([1.5, 2.5, 0.5]);
        report.Warnings.ShouldHaveSingleItem().ShouldContain($"{running} counts the features up and was not taken for a code: code names");
    }

    [Fact]
    public async Task Two_properties_that_disagree_are_a_question()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            Codes,
            Collection("""{"old":2,"new":3}""", """{"old":3,"new":1}""", """{"old":1,"new":2}""")
        );
        rejected.ShouldBeOne(0, "properties", "old, new", "differently", "Name the right one 'location'");
    }

    [Fact]
    public async Task The_property_location_decides()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            Codes,
            Collection("""{"old":2,"location":3}""", """{"old":3,"location":1}""", """{"old":1,"location":2}""")
        );
        (await Middles(scratch)).ShouldBe([1.5, 2.5, 0.5]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("\"1.0\"")]
    [InlineData("\"1.00\"")]
    public async Task A_code_written_as_a_float_is_the_code_and_never_ten_times_it(string code)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + "2025-01,1,5\n2025-01,10,6\n", Collection($$"""{"code":{{code}}}"""));
        (await Middles(scratch)).ShouldBe([0.5, null]);
    }

    [Fact]
    public async Task Vowel_signs_are_letters()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            Scratch.Header + "2025-01,किन,5\n2025-01,Abim,6\n",
            Collection("""{"name":"कुन"}""", """{"name":"Abim"}""")
        );
        (await Middles(scratch)).ShouldBe([1.5, null]);
    }

    [Fact]
    public async Task Composed_and_decomposed_letters_are_one_name()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + "2025-01,Kpélé,5\n", Collection("""{"name":"Kpe\u0301le\u0301"}"""));
        (await Middles(scratch)).ShouldBe([0.5]);
    }

    [Fact]
    public async Task Features_of_one_name_in_two_regions_are_told_apart_by_their_neighbors()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            "time_period,parent,location,disease_cases\n2025-01,Region A,Central,5\n2025-01,Region B,Central,6\n"
                + "2025-01,Region A,North,7\n2025-01,Region B,South,8\n",
            Collection(
                """{"name":"Central","region":"B"}""",
                """{"name":"North","region":"A"}""",
                """{"name":"Central","region":"A"}""",
                """{"name":"South","region":"B"}"""
            )
        );
        (await Middles(scratch)).ShouldBe([2.5, 0.5, 1.5, 3.5], string.Join('\n', report.Warnings));
    }

    [Theory]
    [InlineData("""{"name":"Central","region":"A"}""", """{"name":"Central","region":"B"}""", "region A and B")]
    [InlineData("""{"name":"Central","parentName":"East"}""", """{"name":"Central","parentName":"West"}""", "parentName East and West")]
    public async Task Two_features_that_are_not_one_place_give_no_boundary_and_are_named(string first, string second, string difference)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Scratch.Header + "2025-01,Central,5\n2025-01,North,6\n",
            Collection(first, second, """{"name":"North"}""")
        );
        (await Middles(scratch)).ShouldBe([null, 2.5]);
        report.Warnings.ShouldContain(warning => warning.Contains("not one place") && warning.Contains($"Central ({difference}"));
    }

    [Fact]
    public async Task Islands_are_joined_and_what_lies_across_the_country_is_not()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Scratch.Header + "2025-01,Isle,5\n2025-01,Far,6\n",
            Features(
                ("""{"name":"Isle"}""", Square(0)),
                ("""{"name":"Isle"}""", Square(3)),
                ("""{"name":"Far"}""", Square(5)),
                ("""{"name":"Far"}""", Square(45))
            )
        );
        report.Boundaries.ShouldBe(1);
        report.Warnings.ShouldContain(warning => warning.Contains("Far (far apart"));
        report.Warnings.ShouldContain(warning => warning.Contains("joined into one") && warning.Contains("Isle"));
    }

    [Fact]
    public async Task A_feature_with_another_parent_than_the_data_is_left_out()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            "time_period,parent,location,disease_cases\n2025-01,East,Central,5\n2025-01,West,South,8\n",
            Collection("""{"name":"Central","parentName":"West"}""", """{"name":"South","parentName":"West"}""")
        );
        (await Middles(scratch)).ShouldBe([null, 1.5]);
        report.Warnings.ShouldContain(warning => warning.Contains("another parent than the data"));
    }

    [Theory]
    [InlineData(
        """{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]}]}""",
        "GeometryCollections that hold no area"
    )]
    [InlineData("null", "without a shape")]
    [InlineData("""{"type":"LineString","coordinates":[[0,0],[1,1]]}""", "neither areas nor points")]
    public async Task A_file_without_a_usable_shape_is_refused_as_that(string geometry, string why)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2025-01,Abim,5\n", Features(("""{"name":"Abim"}""", geometry)));
        rejected.ShouldBeOne(0, "features", "", why, "Polygon");
        rejected.Problems[0].What.ShouldContain("none of its 1 features has a usable shape");
    }

    [Fact]
    public async Task The_areas_of_a_collection_are_taken()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Scratch.Header + "2025-01,Abim,5\n",
            Features(
                (
                    """{"name":"Abim"}""",
                    $$"""{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[9,9]},{{Square(0)}}]}"""
                )
            )
        );
        (await Middles(scratch)).ShouldBe([0.5]);
        report.Warnings.ShouldHaveSingleItem().ShouldContain("of which the areas were taken");
    }

    [Theory]
    [InlineData(
        """
            {"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"name":"\ud800"},
            "geometry":{"type":"Point","coordinates":[32,1]}}]}
            """
    )]
    [InlineData(
        """
            {"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"na\udc00me":"x"},
            "geometry":{"type":"Point","coordinates":[32,1]}}]}
            """
    )]
    [InlineData(
        """
            {"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"a":{"b":["\ud83d"]}},
            "geometry":{"type":"Point","coordinates":[32,1]}}]}
            """
    )]
    [InlineData("""{"\ud800":1,"type":"FeatureCollection","features":[]}""")]
    public async Task Half_a_letter_is_refused_with_its_place(string json)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2025-01,Abim,5\n", json);
        rejected.Problems[0].What.ShouldContain("lone surrogate");
        rejected.Problems[0].Line.ShouldBe(1);
    }

    private static string Collection(params string[] properties) =>
        Features([.. properties.Select((text, index) => (text, Square(index)))]);

    private static string Features(params (string Properties, string Geometry)[] features) =>
        BoundaryTests.Collection([.. features.Select(feature => BoundaryTests.Feature(feature.Properties, feature.Geometry))]);

    private static string Square(int west) =>
        $$"""{"type":"Polygon","coordinates":[[[{{west}},0],[{{west + 1}},0],[{{west + 1}},1],[{{west}},1],[{{west}},0]]]}""";

    private static async Task<double?[]> Middles(Scratch scratch) =>
        [
            .. (await new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken)).Select(location =>
                location.Longitude
            ),
        ];
}
