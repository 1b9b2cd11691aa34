using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Modis;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

public sealed class OrnlTests : IAsyncLifetime
{
    private readonly OrnlStub _ornl = new();
    private ServiceStub _stub = null!;
    private ConnectorStage? _stage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stub = await _ornl.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // A stage ends its stub.
        await (_stage?.DisposeAsync() ?? _stub.DisposeAsync());
    }

    [Fact]
    public async Task Months_are_means_of_their_days()
    {
        await StageAsync("  variables: [ndvi]\n  ndvi_product: MOD13Q1\n");
        (await _stage!.RunAsync(Token)).Warnings.ShouldBeEmpty();
        // February 2024: a day of the composite of 17 January, then those of 2 and 18 February.
        (await ValueAsync("ndvi", "West", 2)).ShouldBe((0.41 + (28 * 0.42)) / 29, 1e-4);
        // The newest composite, of 24 May, reaches to 8 June: May is complete, June is not.
        (await ValueAsync("ndvi", "West", 5)).ShouldBe(((7 * 0.44) + (24 * 0.45)) / 31, 1e-4);
        (await LastAsync()).ShouldBe(Period.Month(2024, 5));
    }

    [Fact]
    public async Task Composites_that_overlap_give_each_day_to_the_newest()
    {
        await StageAsync("  variables: [ndvi]\n");
        await _stage!.RunAsync(Token);
        // VNP13A1 begins a composite of 16 days every 8 days: that of 30 April gives way on 8 May, not on 16 May.
        (await ValueAsync("ndvi", "East", 5)).ShouldBe(((7 * 0.44) + (24 * 0.45)) / 31, 1e-4);
    }

    [Fact]
    public async Task Temperatures_are_degrees_Celsius_of_the_pixels_whose_middle_lies_in_the_place()
    {
        _ornl.Pixel = (product, band, _, longitude, _) =>
            band == product.QualityBand ? 0
            : longitude < 30.05 ? 15000
            : 15500;
        await StageAsync("  variables: [lst_day]\n");
        await _stage!.RunAsync(Token);
        (await ValueAsync("lst_day", "West", 3)).ShouldBe(300 - 273.15, 1e-4);
        (await ValueAsync("lst_day", "East", 3)).ShouldBe(310 - 273.15, 1e-4);
    }

    [Fact]
    public async Task Rows_come_north_first()
    {
        _ornl.Pixel = (product, band, _, _, latitude) =>
            band == product.QualityBand ? 0
            : latitude > 1.05 ? 20000
            : 15000;
        await StageAsync("  variables: [lst_day]\n");
        await _stage!.RunAsync(Token);
        (await ValueAsync("lst_day", "West", 3)).ShouldBe(300 - 273.15, 1e-4);
    }

    [Fact]
    public async Task Clouded_pixels_are_left_out_and_a_place_mostly_clouded_has_no_value()
    {
        _ornl.Pixel = (product, band, _, longitude, latitude) =>
            band != product.QualityBand ? (latitude > 1.02 ? 16000 : 15000)
            : longitude > 30.05 ? 2
            : latitude > 1.02 ? 0
            : 3;
        await StageAsync("  variables: [lst_day]\n");
        (await _stage!.RunAsync(Token)).Warnings.ShouldContain(warning => warning.Contains("clouds leave 1 places without a value: East"));
        (await ValueAsync("lst_day", "West", 3)).ShouldBe(320 - 273.15, 1e-4);
    }

    [Fact]
    public async Task Weeks_are_made_too()
    {
        await StageAsync("  variables: [lst_day]\n", first: "2024-W01");
        await _stage!.RunAsync(Token);
        // ISO week 5 of 2024: 29 January to 4 February. Composites of 25 January and 2 February.
        (await _stage.Scratch.ValueAsync("lst_day", "West", Period.Week(2024, 5))).ShouldBe(
            (((4 * 15010) + (3 * 15020)) / 7.0 * 0.02) - 273.15,
            1e-3
        );
    }

    [Fact]
    public async Task A_second_run_asks_for_the_dates_only_and_a_new_composite_for_its_stretch_alone()
    {
        await StageAsync("");
        (await _stage!.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        _stub.Requests.Clear();
        (await _stage.RunAsync(Token)).Stored.ShouldBeEmpty();
        _stub.Requests.ShouldAllBe(request => request.Contains("/dates"));
        _ornl.Newest = new DateOnly(2024, 7, 5);
        var stored = (await _stage.RunAsync(Token)).Stored;
        stored.Select(part => part.Part.Key).ShouldBe(["lst_day-2024-05", "ndvi-2024-05"], ignoreOrder: true);
        stored.ShouldAllBe(part => part.Report.Corrected == 0);
        (await LastAsync()).ShouldBe(Period.Month(2024, 6));
    }

    [Fact]
    public async Task Composites_given_twice_and_in_any_order_are_taken_once()
    {
        await StageAsync("  variables: [lst_day]\n");
        await _stage!.RunAsync(Token);
        var expected = await _stage.ValuesAsync();
        await _stage.DisposeAsync();
        _stub = await _ornl.StartAsync();
        _ornl.Spoil = answer =>
        {
            var composites = Composites(answer);
            composites.Reverse();
            composites.Add(composites[0]);
        };
        await StageAsync("  variables: [lst_day]\n");
        await _stage!.RunAsync(Token);
        (await _stage.ValuesAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("scale", "its scale is 1")]
    [InlineData("band", "is of band 'LST_Night'")]
    [InlineData("kelvin", "is no number that VNP21A2 stores")]
    [InlineData("celsius", "lie outside 7500 to 65535")]
    [InlineData("short", "has 3 of")]
    [InlineData("shifted", "the box lies 200")]
    [InlineData("coarse", "its pixels are 5600 m wide")]
    [InlineData("twice", "comes twice, with different values")]
    [InlineData("text", "a pixel is no number")]
    [InlineData("empty", "has no list 'subset'")]
    public async Task What_is_not_what_was_asked_for_is_refused_and_stores_nothing(string fault, string expected)
    {
        _ornl.Spoil = answer =>
        {
            if (!$"{answer["band"]}".StartsWith("LST", StringComparison.Ordinal))
            {
                return;
            }

            var first = Composites(answer)[0];
            var data = (double[])first["data"];
            switch (fault)
            {
                case "scale":
                    answer["scale"] = "1";
                    break;
                case "band":
                    answer["band"] = "LST_Night";
                    break;
                case "kelvin":
                    first["data"] = Array.ConvertAll(data, stored => stored * 0.021);
                    break;
                case "celsius":
                    first["data"] = Array.ConvertAll(data, _ => 27.0);
                    break;
                case "short":
                    first["data"] = data[..3];
                    break;
                case "shifted":
                    answer["xllcorner"] =
                        double.Parse($"{answer["xllcorner"]}", System.Globalization.CultureInfo.InvariantCulture) + 200_000;
                    break;
                case "coarse":
                    answer["cellsize"] = 5600;
                    break;
                case "twice":
                    Composites(answer)
                        .Add(new Dictionary<string, object>(first) { ["data"] = Array.ConvertAll(data, stored => stored + 1) });
                    break;
                case "text":
                    first["data"] = Array.ConvertAll(data, _ => "F");
                    break;
                default:
                    answer.Remove("subset");
                    break;
            }
        };
        await StageAsync("  variables: [lst_day]\n");
        var before = await _stage!.ValuesAsync();
        var failure = await Should.ThrowAsync<UserFacingException>(() => _stage.RunAsync(Token));
        failure.Message.ShouldStartWith("modis: VNP21A2");
        failure.Message.ShouldContain(expected);
        (await _stage.ValuesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_place_larger_than_the_box_is_represented_by_it_and_a_warning_says_how_much()
    {
        await StageAsync("  variables: [lst_day]\n  box_km: 2\n");
        (await _stage!.RunAsync(Token)).Warnings.ShouldContain(warning =>
            warning.Contains("2 places are larger than a box of 4 km") && warning.Contains("West (")
        );
        (await ValueAsync("lst_day", "West", 3)).ShouldBeInRange(26, 31);
    }

    [Fact]
    public async Task A_point_takes_the_pixel_in_which_it_lies()
    {
        const string points = """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"name":"West"},"geometry":{"type":"Point","coordinates":[30.02,1.02]}},
            {"type":"Feature","properties":{"name":"East"},"geometry":{"type":"Point","coordinates":[30.08,1.02]}}]}
            """;
        await StageAsync("  variables: [lst_day]\n", shapes: points);
        (await _stage!.RunAsync(Token)).Warnings.ShouldBeEmpty();
        _stub
            .Requests.Where(request => request.Contains("/subset"))
            .ShouldAllBe(request => request.Contains("kmAboveBelow=0&kmLeftRight=0"));
        (await ValueAsync("lst_day", "East", 3)).ShouldBe((((4 * 15020) + (27 * 15030)) / 31.0 * 0.02) - 273.15, 1e-3);
    }

    [Fact]
    public async Task A_check_names_dates_bands_and_a_value_and_finds_renamed_bands()
    {
        await StageAsync("  variables: [ndvi]\n");
        var scope = await SourceScope.ReadAsync(_stage!.Scratch.Database, null, _stage.Clock.GetUtcNow(), Token);
        var lines = await _stage.Source.CheckAsync(scope, Token);
        lines.ShouldAllBe(line => line.Works == true);
        lines.ShouldContain(line => line.What == "last period" && line.Detail == "2024-06-01");
        lines.ShouldContain(line => line.What == "sample value" && line.Detail == "East, 2024-06-01: 0.46");
        _ornl.Renamed.Add("500_m_16_days_NDVI");
        (await _stage.Source.CheckAsync(scope, Token)).ShouldContain(line => line.Works == false && line.Detail.Contains("renamed"));
    }

    [Fact]
    public async Task The_product_that_ends_says_so()
    {
        await StageAsync("  variables: [ndvi]\n  ndvi_product: MYD13Q1\n");
        var scope = await SourceScope.ReadAsync(_stage!.Scratch.Database, null, _stage.Clock.GetUtcNow(), Token);
        (await _stage.Source.CheckAsync(scope, Token)).ShouldContain(line => line.What == "satellite" && line.Detail.Contains("VNP13A1"));
    }

    [Theory]
    [InlineData("modis:\n  url: https://modis.gsfc.nasa.gov/data\n", "a web site", OrnlService.Usual)]
    [InlineData("modis:\n  url: https://appeears.earthdatacloud.nasa.gov/api\n", "that is AppEEARS", OrnlService.Usual)]
    [InlineData("modis:\n  service: appeears\n", "needs a key", "urs.earthdata.nasa.gov")]
    [InlineData("modis:\n  ndvi_product: MOD11A2\n", "not one of its values", "VNP13A1")]
    [InlineData("modis:\n  variables: [evi]\n", "'evi' is not one of its values", "ndvi")]
    [InlineData("modis:\n  box_km: 101\n", "no whole number from 1 to 100", "Correct it")]
    [InlineData("modis:\n  schedule: daily\n", "no schedule", "cron")]
    [InlineData("modis:\n  token: abc\n", "secrets do not belong", "MODIS_API_KEY")]
    [InlineData("modis:\n  produkt: x\n", "no such key", "ndvi_product")]
    public void A_bad_section_is_refused_with_the_remedy(string section, string what, string remedy)
    {
        using var scratch = Scratch.Empty();
        var refused = Should.Throw<UserFacingException>(() => ModisPlaces.Catalog(scratch, TimeProvider.System, section));
        refused.Message.ShouldContain(what);
        refused.Line.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("ornl", "https://modis.gsfc.nasa.gov/data", null)]
    [InlineData("ornl", "https://mirror.example.org/modis", "https://mirror.example.org/modis")]
    [InlineData("appeears", OrnlService.Usual, AppEearsTasks.Usual)]
    [InlineData("ornl", null, OrnlService.Usual)]
    public void The_address_is_the_one_of_the_service_and_that_of_the_guide_is_refused(string service, string? variable, string? expected)
    {
        using var scratch = Scratch.Empty();
        IConnector Connector() =>
            ModisPlaces.Catalog(scratch, TimeProvider.System, $"modis:\n  service: {service}\n", "key", variable).Connectors.Single();
        if (expected is null)
        {
            var refused = Should.Throw<UserFacingException>(Connector);
            refused.Message.ShouldStartWith("MODIS_API_URL is ");
            refused.Line.ShouldContain($"Set it to {OrnlService.Usual}");
        }
        else
        {
            Connector().Address.ShouldBe(new Uri(expected));
        }
    }

    [Fact]
    public void Without_its_section_it_is_off_and_a_key_alone_does_not_switch_it_on()
    {
        using var scratch = Scratch.Empty();
        var catalog = ModisPlaces.Catalog(scratch, TimeProvider.System, "since: 2020-01\n", key: "set");
        catalog.Connectors.ShouldNotContain(source => source.Name == "modis");
        Should.Throw<UserFacingException>(() => catalog.Find("modis")).Remedy.ShouldContain("MODIS_API_KEY alone does not switch it on");
        SourceKind.All.ShouldContain(kind => kind.Name == "modis");
    }

    private static List<Dictionary<string, object>> Composites(Dictionary<string, object> answer) =>
        (List<Dictionary<string, object>>)answer["subset"];

    private async Task StageAsync(string settings, string first = "2024-01", string shapes = ModisPlaces.Shapes) =>
        _stage = await ModisPlaces.StageAsync(_stub, $"modis:\n  url: {_stub.Address}rst/api/v1\n{settings}", first: first, shapes: shapes);

    private Task<double> ValueAsync(string variable, string place, int month) =>
        _stage!.Scratch.ValueAsync(variable, place, Period.Month(2024, month));

    private async Task<Period> LastAsync() =>
        (await new MalariaPredictor.Backend.Storage.Observations(_stage!.Scratch.Database).PanelAsOfAsync(DateTimeOffset.MaxValue))!.Last;
}
