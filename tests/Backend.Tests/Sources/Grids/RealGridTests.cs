using System.Globalization;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

public sealed class RealGridTests
{
    private const string Era5 = "fixtures/era5";
    private const string Monthly = "era5land_monthly_chad_2020_2023.nc";

    [Fact]
    public async Task ERA5_Land_gives_the_expected_means_of_23_regions()
    {
        var expected = await ExpectedAsync();
        using var scratch = await ChadAsync();
        var report = await scratch.ImportGridAsync(Data(Era5, Monthly));
        (report.Locations, report.First, report.Last, report.New).ShouldBe((23, "2020-01", "2023-12", 2 * 23 * 48));
        report.Warnings.ShouldContain($"{Monthly}: variables that are not used: lai_hv, lai_lv");

        await ShouldBeAsExpectedAsync(scratch, expected);
    }

    /// <summary>Within 0.06 °C in every region and month, and within 1 % of the rain of each region that has more than 1 mm.</summary>
    internal static async Task ShouldBeAsExpectedAsync(
        Scratch scratch,
        (string Place, Period Period, double Temperature, double Rain)[] expected
    )
    {
        var stored = new MalariaPredictor.Backend.Storage.Observations(scratch.Database);
        var panel = (await stored.PanelAsOfAsync(DateTimeOffset.MaxValue, TestContext.Current.CancellationToken))!;
        var totals = new Dictionary<string, (double Found, double Expected)>(StringComparer.Ordinal);
        foreach (var (place, period, temperature, rain) in expected)
        {
            var (location, at) = (panel.Locations.ToList().IndexOf(place), period.Minus(panel.First));
            panel.Series(location, Variables.MeanTemperature)[at].ShouldBe(temperature, 0.06, $"{place} {period}");
            var found = panel.Series(location, Variables.Rainfall)[at];
            var (before, wanted) = totals.GetValueOrDefault(place);
            totals[place] = (before + found, wanted + rain);
        }

        totals.Count.ShouldBe(23);
        foreach (var (place, (found, wanted)) in totals.Where(total => total.Value.Expected > 1))
        {
            found.ShouldBe(wanted, 0.01 * wanted, place);
        }
    }

    [Fact]
    public async Task Both_formats_of_NetCDF_hold_the_same()
    {
        var (old, current) = (ReadAsync("DERIVED_era5land_chad_crop_nc3.nc"), ReadAsync("DERIVED_era5land_chad_crop_nc4.nc"));
        var whole = ReadAsync(Monthly);
        await Task.WhenAll(old, current, whole);
        foreach (var name in (string[])["t2m", "tp"])
        {
            var (one, other, all) = ((await old)[name], (await current)[name], (await whole)[name]);
            one.Variable.Grid.ShouldBe(other.Variable.Grid);
            one.Variable.Times.ShouldBe(other.Variable.Times);
            one.Values.ShouldBe(other.Values);
            // The crop's north-western cell, somewhere in the whole.
            var (grid, part) = (all.Variable.Grid, one.Variable.Grid);
            var row = (int)Math.Round((grid.North - part.North) / grid.Height);
            var column = (int)Math.Round((part.West - grid.West) / grid.Width);
            var time = all.Variable.Times.ToList().IndexOf(one.Variable.Times[0]);
            all.Values[(((time * grid.Rows) + row) * grid.Columns) + column].ShouldBe(one.Values[0]);
        }
    }

    [Fact]
    public async Task CHIRPS_gives_the_days_of_its_bands()
    {
        var content = await FileContent.ReadAsync(
            Data("fixtures/chirps", "msdrought_prcp_cropped.tif"),
            TestContext.Current.CancellationToken
        );
        var rain = GridFiles.Open(content, new DateOnly(1991, 1, 1)).Single().Variables[0];
        (rain.Grid.West, rain.Grid.North, rain.Grid.Columns, rain.Grid.Rows, rain.Times.Count).ShouldBe((-88, 16, 20, 20, 730));
        // The statistics that GDAL wrote into the file.
        rain.Read(0, 1).Where(value => !double.IsNaN(value)).Max().ShouldBe(15.512965202332, 1e-6);
        rain.Read(1, 1).Where(value => !double.IsNaN(value)).Max().ShouldBe(49.357967376709, 1e-6);
        rain.Read(729, 1).Where(value => !double.IsNaN(value)).Max().ShouldBe(17.815353393555, 1e-6);
    }

    [Fact]
    public async Task CHIRPS_is_stored_by_month_for_the_place_of_a_cell()
    {
        var path = Data("fixtures/chirps", "msdrought_prcp_cropped.tif");
        using var scratch = await Scratch.MigratedAsync();
        // Column 8 and row 4 of the grid.
        const string cell = """{"type":"Polygon","coordinates":[[[-86,15],[-85.75,15],[-85.75,14.75],[-86,14.75],[-86,15]]]}""";
        await scratch.ImportAsync(
            $"{Scratch.Header}1991-01,Cell,1\n",
            """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Cell"},"geometry":""" + cell + "}]}"
        );
        var importer = new GridImporter(scratch.Database, scratch.Clock);
        (await Should.ThrowAsync<RejectedFileException>(() => importer.ImportAsync([path])))
            .Problems[0]
            .Remedy.ShouldContain("--first-day");
        var report = await importer.ImportAsync([path], new DateOnly(1991, 1, 1), cancellationToken: TestContext.Current.CancellationToken);
        (report.First, report.Last, report.New).ShouldBe(("1991-01", "1992-11", 23));
        report.Warnings.ShouldBe(["rainfall: 1 months left out, since days are missing: 1992-12 (30 days of 31)"]);
        var content = await FileContent.ReadAsync(path, TestContext.Current.CancellationToken);
        var rain = GridFiles.Open(content, new DateOnly(1991, 1, 1)).Single().Variables[0];
        var total = Enumerable.Range(31, 28).Sum(day => rain.Read(day, 1)[(4 * 20) + 8]);
        (await scratch.ValueAsync(Variables.Rainfall, "Cell", Period.Month(1991, 2))).ShouldBe(total, 1e-3);
    }

    [Fact]
    public void Any_damage_to_a_real_file_is_survived()
    {
        var random = new Random(20260101);
        foreach (
            var path in (string[])[Data(Era5, "DERIVED_era5land_chad_crop_nc4.nc"), Data("fixtures/chirps", "msdrought_prcp_cropped.tif")]
        )
        {
            var whole = File.ReadAllBytes(path);
            for (var round = 0; round < Proof.Rounds(40, 5000); round++)
            {
                GridDamage.ShouldBeReadOrRefused(whole, random);
            }
        }
    }

    [Fact]
    public async Task A_truncated_or_GRIB_file_is_refused()
    {
        using var scratch = await ChadAsync();
        var whole = await File.ReadAllBytesAsync(Data(Era5, "DERIVED_era5land_chad_crop_nc4.nc"), TestContext.Current.CancellationToken);
        foreach (var length in (int[])[20, 1000, whole.Length / 2, whole.Length - 1])
        {
            (await scratch.RejectedGridAsync("cut.nc", whole[..length])).ShouldContain("damaged or was cut off");
        }

        var grib = await File.ReadAllBytesAsync(Data(Era5, "openhexa_sample_202503.grib"), TestContext.Current.CancellationToken);
        (await scratch.RejectedGridAsync("sample.grib", grib)).ShouldContain("it is GRIB");
        var tiff = await File.ReadAllBytesAsync(
            Data("fixtures/chirps", "msdrought_prcp_cropped.tif"),
            TestContext.Current.CancellationToken
        );
        var half = scratch.Write("half.tif", tiff[..(tiff.Length / 2)]);
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            new GridImporter(scratch.Database, scratch.Clock).ImportAsync([half], new DateOnly(1991, 1, 1))
        );
        rejected.Problems[0].What.ShouldContain("damaged or was cut off");
    }

    internal static async Task<Scratch> ChadAsync()
    {
        var places = (await ExpectedAsync()).Select(row => row.Place).Distinct();
        var scratch = await Scratch.MigratedAsync();
        var csv = scratch.Write("cases.csv", Scratch.Header + string.Concat(places.Select(place => $"2020-01,{place},1\n")));
        await new Importer(scratch.Database, scratch.Clock).ImportAsync(csv, Data(Era5, "chad_adm1.geojson"));
        return scratch;
    }

    internal static async Task<(string Place, Period Period, double Temperature, double Rain)[]> ExpectedAsync()
    {
        var lines = await File.ReadAllLinesAsync(Data(Era5, "era5land_monthly_chad_expected_zonal_means.csv"));
        return
        [
            .. lines
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(cells =>
                    (
                        cells[1],
                        Period.Month(
                            int.Parse(cells[0][..4], CultureInfo.InvariantCulture),
                            int.Parse(cells[0][5..], CultureInfo.InvariantCulture)
                        ),
                        double.Parse(cells[6], CultureInfo.InvariantCulture),
                        double.Parse(cells[7], CultureInfo.InvariantCulture)
                    )
                ),
        ];
    }

    private static async Task<Dictionary<string, (GridVariable Variable, double[] Values)>> ReadAsync(string name)
    {
        var content = await FileContent.ReadAsync(Data(Era5, name), CancellationToken.None);
        // A file is open until the next one is asked for.
        return GridFiles
            .Open(content, null)
            .SelectMany(file => file.Variables)
            .ToDictionary(variable => variable.Name, variable => (variable, variable.Read(0, variable.Times.Count)));
    }

    internal static string Data(string folder, string name)
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the recorded files are not here to be read.");
        return Path.Combine(data!, folder, name);
    }
}
