using MalariaPredictor.Forecasting.Series;
using static MalariaPredictor.Backend.Tests.Sources.Grids.GridScratch;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

public sealed class GridStepTests
{
    private static readonly DateTime January = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Period Month = Period.Month(2024, 1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("m", 0.001, 31)]
    [InlineData("mm", 1, 31)]
    [InlineData("kg m**-2", 1, 31)]
    [InlineData("mm/day", 1, 31)]
    [InlineData("kg m-2 s-1", 0.0001, 31 * 8.64)]
    public async Task Days_of_rain_are_summed_in_millimeters(string units, double value, double expected)
    {
        using var scratch = await PlacesAsync();
        await scratch.ImportGridAsync(Daily(31).Field("tp", units, Fields(Enumerable.Repeat(value, 31))));
        (await scratch.ValueAsync(Variables.Rainfall, "West", Month)).ShouldBe(expected, 1e-4);
    }

    [Theory]
    [InlineData("K", 300.15)]
    [InlineData("degC", 27)]
    [InlineData("degrees_Celsius", 27)]
    public async Task Days_of_temperature_are_averaged_in_degrees_Celsius(string units, double value)
    {
        using var scratch = await PlacesAsync();
        await scratch.ImportGridAsync(
            Daily(31).Field("t2m", units, Fields(Enumerable.Range(0, 31).Select(day => value + (day % 2 == 0 ? 0 : 31.0 / 15))))
        );
        (await scratch.ValueAsync(Variables.MeanTemperature, "East", Month)).ShouldBe(28, 1e-4);
    }

    [Fact]
    public async Task The_means_are_those_of_each_place()
    {
        using var scratch = await PlacesAsync();
        await scratch.ImportGridAsync(Daily(31).Field("t2m", "degC", [.. Enumerable.Repeat(Ten, 31).SelectMany(field => field)]));
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Month)).ShouldBe(10);
        (await scratch.ValueAsync(Variables.MeanTemperature, "East", Month)).ShouldBe(20);
    }

    [Fact]
    public async Task Hours_of_rain_are_dated_at_their_end()
    {
        using var scratch = await PlacesAsync();
        // ERA5: 100 mm at 00 UTC of 1 January belong to December, and 5 mm at 00 UTC of 1 February to January.
        var times = Times(January, Hour, (31 * 24) + 1);
        double[] rain =
        [
            .. times.Select(
                (_, hour) =>
                    hour == 0 ? 0.1
                    : hour == 31 * 24 ? 0.005
                    : 0.0001
            ),
        ];
        await scratch.ImportGridAsync(NetCdf3Writer.Weather(times, Latitudes, Longitudes).Field("tp", "m", Fields(rain)));
        (await scratch.ValueAsync(Variables.Rainfall, "West", Month)).ShouldBe(5 + (0.1 * ((31 * 24) - 1)), 1e-3);
    }

    [Theory]
    [InlineData("accum", false)]
    [InlineData("", true)]
    public async Task Hours_of_ERA5_Land_hold_the_rain_since_midnight_and_where_that_is_not_stated_a_warning_says_so(
        string stepType,
        bool warned
    )
    {
        using var scratch = await PlacesAsync();
        double[] latitudes = [.. Enumerable.Range(0, 10).Select(row => 0.95 - (row * 0.1))];
        double[] longitudes = [.. Enumerable.Range(0, 20).Select(column => 30.05 + (column * 0.1))];
        var times = Times(January, Hour, (31 * 24) + 1);
        // A millimeter falls in each hour; at 00 UTC stands what fell since the midnight before.
        double[] rain = [.. times.Select((_, hour) => 0.001 * (hour % 24 == 0 ? 24 : hour % 24))];
        var report = await scratch.ImportGridAsync(
            NetCdf3Writer
                .Weather(times, latitudes, longitudes)
                .Field("tp", "m", [.. rain.SelectMany(value => Enumerable.Repeat(value, 200))], ("GRIB_stepType", stepType))
        );
        (await scratch.ValueAsync(Variables.Rainfall, "East", Month)).ShouldBe(31 * 24, 1e-3);
        report.Warnings.Any(warning => warning.Contains("taken as the rain since 00 UTC")).ShouldBe(warned);
    }

    [Fact]
    public async Task Six_hours_make_a_mean_temperature_but_no_rain()
    {
        using var scratch = await PlacesAsync();
        var times = Times(January, TimeSpan.FromHours(6), 31 * 4);
        NetCdf3Writer File() => NetCdf3Writer.Weather(times, Latitudes, Longitudes);
        await scratch.ImportGridAsync(File().Field("t2m", "degC", Fields(times.Select(time => (double)time.Hour))));
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Month)).ShouldBe(9);
        (await scratch.RejectedGridAsync("rain.nc", File().Field("tp", "m", Fields(times.Select(_ => 0.001))).Bytes())).ShouldContain(
            "every 6 hours"
        );
    }

    [Fact]
    public async Task Monthly_means_of_ERA5_are_meters_a_day()
    {
        using var scratch = await PlacesAsync();
        DateTime[] times = [January, January.AddMonths(1)];
        await scratch.ImportGridAsync(
            NetCdf3Writer.Weather(times, Latitudes, Longitudes).Field("tp", "m", Fields([0.001, 0.002]), ("GRIB_stepType", "avgad"))
        );
        (await scratch.ValueAsync(Variables.Rainfall, "West", Month)).ShouldBe(31);
        (await scratch.ValueAsync(Variables.Rainfall, "West", Month.Plus(1))).ShouldBe(58);
    }

    [Fact]
    public async Task Days_make_weeks_where_the_database_holds_weeks()
    {
        using var scratch = await PlacesAsync("2024W01");
        var report = await scratch.ImportGridAsync(Daily(20).Field("tp", "mm", Fields(Enumerable.Range(1, 20).Select(day => (double)day))));
        (report.First, report.Last, report.New).ShouldBe(("2024-W01", "2024-W02", 4));
        (await scratch.ValueAsync(Variables.Rainfall, "West", Period.Week(2024, 2))).ShouldBe(8 + 9 + 10 + 11 + 12 + 13 + 14);
        report.Warnings.ShouldContain("rainfall: 1 weeks left out, since days are missing: 2024-W03 (6 days of 7)");
    }

    [Fact]
    public async Task Relative_humidity_follows_from_the_dew_point_of_each_hour()
    {
        using var scratch = await PlacesAsync();
        var times = Times(January, TimeSpan.FromHours(12), 62);
        // Saturated at night; by day 20 °C above the dew point. The mean of the hours is not that of the mean temperature.
        var air = times.Select(time => time.Hour == 0 ? 283.15 : 303.15);
        var file = NetCdf3Writer.Weather(times, Latitudes, Longitudes).Field("t2m", "K", Fields(air));
        var report = await scratch.ImportGridAsync(file.Field("d2m", "K", Fields(Enumerable.Repeat(283.15, 62))));
        report.Warnings.ShouldBeEmpty();
        (await scratch.ValueAsync("relative_humidity", "West", Month)).ShouldBe((100 + 28.93) / 2, 0.1);
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Month)).ShouldBe(20, 1e-4);
    }

    [Fact]
    public async Task A_dew_point_without_temperature_is_named_and_not_used()
    {
        using var scratch = await PlacesAsync();
        var file = Daily(31).Field("d2m", "K", Fields(Enumerable.Repeat(283.15, 31)));
        var report = await scratch.ImportGridAsync(file.Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))));
        report.Warnings.ShouldContain("grid.nc: variables that are not used: d2m");
    }

    [Fact]
    public async Task Months_do_not_make_weeks()
    {
        using var scratch = await PlacesAsync("2024W01");
        var file = NetCdf3Writer.Weather([January, January.AddMonths(1)], Latitudes, Longitudes).Field("t2m", "K", Fields([300, 301]));
        (await scratch.RejectedGridAsync("months.nc", file.Bytes())).ShouldContain("the database holds weeks");
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_a_correction_becomes_a_new_vintage()
    {
        using var scratch = await PlacesAsync();
        NetCdf3Writer File(double rain) => Daily(31).Field("tp", "mm", Fields(Enumerable.Repeat(rain, 31)));
        await scratch.ImportGridAsync(File(1));
        var again = await scratch.ImportGridAsync(File(1));
        (again.New, again.Corrected, again.Unchanged).ShouldBe((0, 0, 2));
        (await scratch.CountAsync("source_file")).ShouldBe(2);
        var corrected = await scratch.ImportGridAsync(File(2));
        (corrected.New, corrected.Corrected).ShouldBe((0, 2));
        (await scratch.CountAsync("source_file")).ShouldBe(3);
        (await scratch.CountAsync("observation")).ShouldBe(6);
    }

    [Fact]
    public async Task A_file_of_rain_leaves_the_temperature_as_it_is()
    {
        using var scratch = await PlacesAsync();
        await scratch.ImportGridAsync(Daily(31).Field("t2m", "degC", Fields(Enumerable.Repeat(25.0, 31))));
        var report = await scratch.ImportGridAsync(Daily(31).Field("tp", "mm", Fields(Enumerable.Repeat(1.0, 31))));
        (report.New, report.Withdrawn).ShouldBe((2, 0));
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Month)).ShouldBe(25);
    }

    [Fact]
    public async Task Final_values_come_before_preliminary_ones()
    {
        using var scratch = await PlacesAsync();
        var times = Times(January, Day, 31);
        var file = NetCdf3Writer.Weather(times, Latitudes, Longitudes).Dimension("expver", 2);
        file.Add("expver", ["expver"], "1", [1, 5]);
        // Final until day 20, preliminary from there.
        double[] values = [.. times.SelectMany((_, day) => Fields(day < 20 ? [1, 100] : [double.NaN, 2]))];
        var report = await scratch.ImportGridAsync(file.Add("tp", ["valid_time", "expver", "latitude", "longitude"], "mm", values));
        (await scratch.ValueAsync(Variables.Rainfall, "West", Month)).ShouldBe(20 + (11 * 2));
        report.Warnings.ShouldContain(warning => warning.Contains("ERA5T"));
    }

    [Fact]
    public async Task Packed_numbers_ascending_latitudes_and_longitudes_to_360_are_read()
    {
        using var scratch = await PlacesAsync();
        var times = Times(January, Day, 31);
        var file = NetCdf3Writer.Weather(times, [0.25, 0.75, 1.25], [29.75, 30.25, 30.75, 31.25, 31.75]);
        // The row at 1.25 and the column at 29.75 lie outside of both places; a missing cell is left out.
        short[] field = [9000, 1000, 1000, 2000, 2000, 9000, 1000, -32767, 2000, 2000, 9000, 9000, 9000, 9000, 9000];
        var report = await scratch.ImportGridAsync(
            file.Packed(
                "t2m",
                "K",
                [.. Enumerable.Repeat(field, 31).SelectMany(values => values)],
                ("scale_factor", 0.01),
                ("add_offset", 283.15),
                ("_FillValue", -32767.0)
            )
        );
        (await scratch.ValueAsync(Variables.MeanTemperature, "West", Month)).ShouldBe(20, 1e-4);
        (await scratch.ValueAsync(Variables.MeanTemperature, "East", Month)).ShouldBe(30, 1e-4);
        report.Warnings.ShouldContain("mean_temperature: 1 places have a part without data, left out of the mean: West (25 %)");
    }

    private static NetCdf3Writer Daily(int days) => NetCdf3Writer.Weather(Times(January, Day, days), Latitudes, Longitudes);
}
