using System.IO.Compression;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Forecasting.Series;
using static MalariaPredictor.Backend.Tests.Sources.Grids.GridScratch;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

public sealed class BadGridTests
{
    private static readonly DateTime January = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_truncated_file_is_refused()
    {
        using var scratch = await PlacesAsync();
        var whole = Rain("mm", 1).Bytes();
        foreach (var length in (int[])[8, 31, 100, 300, whole.Length / 2, whole.Length - 1])
        {
            (await scratch.RejectedGridAsync("cut.nc", whole[..length])).ShouldContain("damaged or was cut off");
        }
    }

    [Theory]
    [InlineData("K")]
    [InlineData("inches")]
    [InlineData("")]
    public async Task Unknown_units_are_refused(string units)
    {
        using var scratch = await PlacesAsync();
        (await scratch.RejectedGridAsync("units.nc", Rain(units, 1).Bytes())).ShouldContain("m, mm, kg m-2");
    }

    [Fact]
    public async Task Values_that_contradict_their_units_are_refused()
    {
        using var scratch = await PlacesAsync();
        (await scratch.RejectedGridAsync("meters.nc", Rain("m", 5).Bytes())).ShouldContain("5000 mm on 2024-01-01");
        (await scratch.RejectedGridAsync("negative.nc", Rain("mm", -5).Bytes())).ShouldContain("-5 mm");
        (await scratch.RejectedGridAsync("kelvin.nc", Field("t2m", "degC", 300).Bytes())).ShouldContain("300 °C");
        (await scratch.RejectedGridAsync("celsius.nc", Field("t2m", "K", 27).Bytes())).ShouldContain("-246.2 °C");
    }

    [Fact]
    public async Task A_grid_of_elsewhere_is_refused_with_the_area_to_ask_for()
    {
        using var scratch = await PlacesAsync();
        var shifted = NetCdf3Writer.Weather(Times(January, TimeSpan.FromDays(1), 31), Latitudes, [40.25, 40.75, 41.25, 41.75]);
        (
            await scratch.RejectedGridAsync("shifted.nc", shifted.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))).Bytes())
        ).ShouldContain("Ask for the area of the places: 0 to 1 north, 30 to 32 east.");
    }

    [Fact]
    public async Task Latitudes_and_longitudes_that_were_exchanged_are_refused()
    {
        using var scratch = await PlacesAsync();
        var turned = NetCdf3Writer.Weather(Times(January, TimeSpan.FromDays(1), 31), [120.75, 120.25], Longitudes);
        (await scratch.RejectedGridAsync("turned.nc", turned.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))).Bytes())).ShouldContain(
            "latitude and longitude exchanged"
        );
    }

    [Fact]
    public async Task An_uneven_grid_is_refused()
    {
        using var scratch = await PlacesAsync();
        var uneven = NetCdf3Writer.Weather(Times(January, TimeSpan.FromDays(1), 31), Latitudes, [30.25, 30.75, 31.25, 33]);
        (await scratch.RejectedGridAsync("uneven.nc", uneven.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))).Bytes())).ShouldContain(
            "not evenly spaced"
        );
    }

    [Fact]
    public async Task A_file_without_temperature_or_rain_is_refused_with_what_it_holds()
    {
        using var scratch = await PlacesAsync();
        (await scratch.RejectedGridAsync("wind.nc", Field("u10", "m s**-1", 3).Bytes())).ShouldContain(
            "neither temperature nor rain, but u10"
        );
    }

    [Fact]
    public async Task A_file_without_a_whole_period_is_refused()
    {
        using var scratch = await PlacesAsync();
        var file = NetCdf3Writer.Weather(Times(January, TimeSpan.FromDays(1), 30), Latitudes, Longitudes);
        (await scratch.RejectedGridAsync("part.nc", file.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 30))).Bytes())).ShouldContain(
            "2024-01 (30 days of 31)"
        );
    }

    [Fact]
    public async Task A_time_given_twice_with_two_values_is_refused()
    {
        using var scratch = await PlacesAsync();
        string[] paths = [scratch.Write("one.nc", Rain("mm", 1).Bytes()), scratch.Write("two.nc", Rain("mm", 2).Bytes())];
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => scratch.ImportGridAsync(paths));
        rejected
            .Problems[0]
            .ToString()
            .ShouldBe("two.nc: rainfall of 2024-01-01 00:00 is 2 here, and 1 in what was read before. Import each time once.");
        (await scratch.CountAsync("source_file")).ShouldBe(1);
    }

    [Theory]
    [InlineData("GRIB\u0000\u0000\u0000", "\"data_format\": \"netcdf\"")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("time_period,location", "neither NetCDF nor GeoTIFF")]
    [InlineData("II*\u0000\u0008\u0000\u0000\u0000", "damaged or was cut off")]
    [InlineData("\u0050K\u0003\u0004nothing", "damaged or was cut off")]
    public async Task Other_files_are_refused_by_their_content(string start, string expected)
    {
        using var scratch = await PlacesAsync();
        (await scratch.RejectedGridAsync("file.nc", Text(start))).ShouldContain(expected);
    }

    [Fact]
    public async Task A_future_time_is_refused()
    {
        using var scratch = await PlacesAsync();
        var file = NetCdf3Writer.Weather(Times(new DateTime(2025, 12, 20), TimeSpan.FromDays(1), 31), Latitudes, Longitudes);
        (await scratch.RejectedGridAsync("future.nc", file.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))).Bytes())).ShouldContain(
            "still to come"
        );
    }

    [Fact]
    public async Task Another_calendar_is_refused()
    {
        using var scratch = await PlacesAsync();
        var file = new NetCdf3Writer().Dimension("time", 2).Dimension("latitude", 2).Dimension("longitude", 4);
        file.Add("time", ["time"], "days since 2024-01-01", [0, 1], ("calendar", "360_day"));
        file.Add("latitude", ["latitude"], "degrees_north", Latitudes).Add("longitude", ["longitude"], "degrees_east", Longitudes);
        file.Add("pr", ["time", "latitude", "longitude"], "mm", [.. Ten, .. Ten]);
        (await scratch.RejectedGridAsync("calendar.nc", file.Bytes())).ShouldContain("calendar 360_day");
    }

    [Fact]
    public async Task The_files_of_a_ZIP_file_are_read_together()
    {
        using var scratch = await PlacesAsync();
        var report = await scratch.ImportGridAsync(
            scratch.Write("cds.nc", Zip(("instant.nc", Field("t2m", "degC", 25).Bytes()), ("accum.nc", Rain("mm", 1).Bytes())))
        );
        report.New.ShouldBe(4);
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Month(2024, 1))).ShouldBe(25);
        (await scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 1))).ShouldBe(31);
    }

    [Fact]
    public async Task A_ZIP_file_with_a_bad_file_is_refused_whole()
    {
        using var scratch = await PlacesAsync();
        var zip = Zip(("good.nc", Rain("mm", 1).Bytes()), ("readme.txt", Text("Hello, world")));
        (await scratch.RejectedGridAsync("cds.zip", zip)).ShouldContain("cds.zip/readme.txt");
        (await scratch.RejectedGridAsync("nested.zip", Zip(("inner.zip", zip)))).ShouldContain("a ZIP file lies in a ZIP file");
    }

    [Fact]
    public async Task A_ZIP_bomb_is_refused_before_it_is_unpacked()
    {
        using var scratch = await PlacesAsync();
        (await scratch.RejectedGridAsync("bomb.zip", Zip(("zeros.nc", new byte[40 << 20])))).ShouldContain("more than 200 times as many");
    }

    [Fact]
    public async Task A_database_without_boundaries_is_explained()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync($"{Scratch.Header}2024-01,West,5\n");
        (await Should.ThrowAsync<UserFacingException>(() => scratch.ImportGridAsync(Rain("mm", 1)))).Line.ShouldContain("--boundaries");
    }

    [Fact]
    public async Task The_command_prints_what_was_stored_and_what_was_wrong()
    {
        using var scratch = await PlacesAsync();
        var good = scratch.Write("rain.nc", Rain("mm", 1).Bytes());
        var (code, output, _) = await Cli.RunAsync(scratch, "import-grid", good);
        (code, output).ShouldBe(
            (
                0,
                "rain.nc: 2 rows, 2 locations, months 2024-01 to 2024-01.\n"
                    + "2 new values, 0 corrected (0 of them now missing), 0 unchanged.\n"
            )
        );
        (code, _, var error) = await Cli.RunAsync(scratch, "import-grid", scratch.Write("page.nc", Text("<html>")));
        (code, error).ShouldBe(
            (
                1,
                "page.nc was rejected, nothing was stored: 1 problem.\n"
                    + "  page.nc: it is a web page, as servers answer when they refuse or fail. "
                    + "Open it in a browser to see the reason, then download the file again.\n"
            )
        );
        (await Cli.RunAsync(scratch, "import-grid")).Code.ShouldBe(2);
        (await Cli.RunAsync(scratch, "import-grid", good, "--first-day", "17.5.2024")).Code.ShouldBe(2);
    }

    [Fact]
    public void Any_damage_to_a_file_is_survived()
    {
        var random = new Random(20260101);
        var whole = Rain("mm", 1).Bytes();
        for (var round = 0; round < Proof.Rounds(300, 20_000); round++)
        {
            GridDamage.ShouldBeReadOrRefused(whole, random);
        }
    }

    private static NetCdf3Writer Rain(string units, double value) => Field("tp", units, value);

    private static NetCdf3Writer Field(string name, string units, double value) =>
        NetCdf3Writer
            .Weather(Times(January, TimeSpan.FromDays(1), 31), Latitudes, Longitudes)
            .Field(name, units, Fields(Enumerable.Repeat(value, 31)));

    private static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
