using System.IO.Compression;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

/// <summary>Results of the store that are not as they should be: read if they can be read rightly, refused otherwise.</summary>
public sealed class Era5BadFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_from_the_south_are_read()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { FromSouth = true });
        await stage.RunAsync(Token);
        (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Month(2024, 1))).ShouldBe(21.01, 1e-3);
    }

    [Fact]
    public async Task Longitudes_to_360_are_read()
    {
        var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            $"{Scratch.Header}2024-01,Coast,5\n",
            """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Coast"}, """
                + """ "geometry":{"type":"Polygon","coordinates":[[[-13,8],[-12,8],[-12,9],[-13,9],[-13,8]]]}}]}"""
        );
        var store = new CdsStub { To360 = true };
        await using var stage = await Era5Stage.OpenAsync(store, scratch: scratch);
        (await stage.RunAsync(Token)).New.ShouldBe(6);
        store.Asked.First()["area"]!.ToJsonString().ShouldBe("[9.1,-13.1,7.9,-11.9]");
    }

    [Fact]
    public async Task A_grid_that_is_shifted_off_the_places_stores_nothing()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Shift = 3 });
        await RefusedAsync(stage, "none of the 2 places lies");
    }

    [Fact]
    public async Task Units_that_contradict_the_values_are_refused()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { TemperatureUnits = "degC" });
        await RefusedAsync(stage, "°C");
    }

    [Fact]
    public async Task A_result_cut_off_or_turned_into_something_else_is_refused_and_fetched_again()
    {
        var store = new CdsStub { Spoil = bytes => bytes[..(bytes.Length / 2)] };
        await using var stage = await Era5Stage.OpenAsync(store);
        await RefusedAsync(stage, "damaged or was cut off");
        store.Spoil = _ => "<html>maintenance</html>"u8.ToArray();
        await RefusedAsync(stage, "web page");
        store.Spoil = _ => "GRIB\0\0\0\u0002"u8.ToArray();
        await RefusedAsync(stage, "GRIB");
        store.Spoil = bytes => bytes;
        (await stage.RunAsync(Token)).New.ShouldBe(12);
    }

    [Fact]
    public async Task A_ZIP_bomb_is_refused()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("data.nc", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 40; i++)
            {
                entry.Write(zeros);
            }
        }

        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Spoil = _ => zip.ToArray() });
        await RefusedAsync(stage, "unpack to more than 200 times");
    }

    [Fact]
    public async Task A_result_of_another_length_than_stated_is_refused()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Overstated = 7 });
        await RefusedAsync(stage, "and the store states");
    }

    [Fact]
    public async Task A_result_without_a_variable_is_refused()
    {
        byte[] rain = NetCdf3Writer
            .Weather([new DateTime(2024, 1, 1)], [0.9, 0.8], [30.1, 30.2])
            .Field("tp", "m", [0.001, 0.001, 0.001, 0.001], ("GRIB_stepType", "avgua"))
            .Bytes();
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Spoil = _ => rain });
        await RefusedAsync(stage, "the store's answer holds no mean_temperature, but rainfall");
    }

    [Fact]
    public async Task A_result_of_another_dataset_is_refused()
    {
        var coarse = NetCdf3Writer
            .Weather([new DateTime(2024, 1, 1)], [1, 0.75], [30.25, 30.5])
            .Field("t2m", "K", [300, 300, 300, 300], ("GRIB_stepType", "avgua"))
            .Bytes();
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Spoil = _ => coarse });
        await RefusedAsync(stage, "0.25 degrees wide");
    }

    [Fact]
    public async Task A_file_that_states_no_version_is_judged_by_its_age()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { StatesVersion = false }, "2023-12");
        (await stage.RunAsync(Token))
            .Stored.Select(part => $"{part.Part.Key} {part.Fetched.Version}")
            .ShouldBe(["2023 final by its age", "2024-01 ERA5T by its age", "2024-02 ERA5T by its age", "2024-03 ERA5T by its age"]);
    }

    private static async Task RefusedAsync(Connectors.ConnectorStage stage, string what)
    {
        var before = await stage.ValuesAsync();
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldStartWith("era5");
        failure.Message.ShouldContain(what);
        (await stage.ValuesAsync()).ShouldBe(before);
    }
}
