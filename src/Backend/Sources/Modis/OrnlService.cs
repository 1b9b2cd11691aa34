using System.Globalization;
using System.Net;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// The REST service of ORNL DAAC: no key; a box around a point, at most 10 composites and 100 km to each side at a time. Each place is one
/// box, of which the pixels whose middle lies in the place make its mean.
/// </summary>
internal sealed class OrnlService(Uri address, int boxKilometers, SourceHttp http) : IModisService
{
    public const string Usual = "https://modis.ornl.gov/rst/api/v1";

    /// <summary>Kilometers to each side of the middle that the service gives at most.</summary>
    public const int LargestBox = 100;

    private const int MostDates = 10;
    private const double Whole = 0.95;

    public string Name => ModisSettings.Ornl;

    public Uri Address => address;

    // It lists what it has: nothing is asked for in vain.
    public TimeSpan Rest => TimeSpan.Zero;

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine>();
        using (var bands = await AskAsync($"{product.Name}/bands", product, cancellationToken))
        {
            var names = Array(bands.RootElement, "bands", product.Name)
                .Select(band => Text(band, "band"))
                .ToHashSet(StringComparer.Ordinal);
            var missing = ((string[])[product.Band, product.QualityBand]).Where(band => !names.Contains(band)).ToArray();
            if (missing.Length > 0)
            {
                return
                [
                    new CheckLine(
                        product.Variable,
                        Works: false,
                        $"{product.Name} has no {string.Join(" and no ", missing)}: its bands were renamed. Choose another product."
                    ),
                ];
            }

            lines.Add(CheckLine.Fine(product.Variable, $"{product.Name} has {product.Band} and {product.QualityBand}"));
        }

        if (scope.Zones.Count == 0)
        {
            return [.. lines, CheckLine.Unknown("sample value", "no place has a boundary yet")];
        }

        var dates = await DatesAsync(product, scope, cancellationToken);
        lines.Add(CheckLine.Fine("first period", $"{dates[0]:yyyy-MM-dd}"));
        lines.Add(CheckLine.Fine("last period", $"{dates[^1]:yyyy-MM-dd}"));
        var box = PlaceBox.Of(scope.Zones[0].Shape, boxKilometers) with { KmAboveBelow = 1, KmLeftRight = 1 };
        var (values, quality) = (
            await SubsetAsync(product, product.Band, box, [dates[^1]], scope.Zones[0].Name, cancellationToken),
            await SubsetAsync(product, product.QualityBand, box, [dates[^1]], scope.Zones[0].Name, cancellationToken)
        );
        var (mean, _) = Mean(product, [.. Enumerable.Range(0, values.Grid.Rows * values.Grid.Columns)], values, quality, dates[^1]);
        lines.Add(
            CheckLine.Fine(
                "sample value",
                $"{scope.Zones[0].Name}, {dates[^1]:yyyy-MM-dd}: "
                    + (double.IsNaN(mean) ? "clouded" : mean.ToString("0.###", CultureInfo.InvariantCulture))
            )
        );
        return lines;
    }

    public async Task<IReadOnlyList<DateOnly>> DatesAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken)
    {
        var box = PlaceBox.Of(scope.RequireZones(ModisConnector.Source)[0].Shape, boxKilometers);
        using var answer = await AskAsync($"{product.Name}/dates?{At(box)}", product, cancellationToken);
        DateOnly[] dates =
        [
            .. Array(answer.RootElement, "dates", product.Name)
                .Select(date => Date(Text(date, "modis_date")) ?? throw Unlike(product.Name, "a date is not written as A2024193"))
                .Distinct()
                .Order(),
        ];
        return dates.Length > 0 ? dates : throw Unlike(product.Name, "it lists no dates");
    }

    public async Task<CompositeMeans> FetchAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var zones = scope.RequireZones(ModisConnector.Source);
        var means = dates.ToDictionary(date => date, _ => new double[zones.Count]);
        var small = new List<string>();
        foreach (var (index, zone) in zones.Index())
        {
            // An interrupted run may have asked for fewer composites.
            var path = folder.File($"{index:00000}-{Named(dates[^1])}-{dates.Count}.json");
            if (!File.Exists(path))
            {
                await progress($"place {index + 1} of {zones.Count}.");
                var fetched = await PlaceAsync(product, dates, zone, cancellationToken);
                // A file appears whole or not at all.
                await File.WriteAllBytesAsync($"{path}.part", JsonSerializer.SerializeToUtf8Bytes(fetched), cancellationToken);
                File.Move($"{path}.part", path, overwrite: true);
            }

            var place = JsonSerializer.Deserialize<PlaceMeans>(await File.ReadAllBytesAsync(path, cancellationToken))!;
            foreach (var date in dates)
            {
                means[date][index] = place.Means.TryGetValue(Named(date), out var mean) ? mean : double.NaN;
            }

            if (place.Share < Whole)
            {
                small.Add(string.Create(CultureInfo.InvariantCulture, $"{zone.Name} ({place.Share:P0})"));
            }
        }

        return new CompositeMeans(
            dates,
            means,
            small.Count == 0
                ? []
                :
                [
                    $"{product.Variable}: {small.Count} places are larger than a box of {2 * boxKilometers} km and are represented by "
                        + $"the part of them that lies in it: {Warnings.Some(small)}. A larger box_km or AppEEARS covers them",
                ]
        );
    }

    public void Dispose() => http.Dispose();

    private async Task<PlaceMeans> PlaceAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        Zone zone,
        CancellationToken cancellationToken
    )
    {
        var box = PlaceBox.Of(zone.Shape, boxKilometers);
        var (grid, pixels, share) = (default(PixelGrid), System.Array.Empty<int>(), 0.0);
        var means = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var some in dates.Chunk(MostDates))
        {
            var values = await SubsetAsync(product, product.Band, box, some, zone.Name, cancellationToken);
            var quality = await SubsetAsync(product, product.QualityBand, box, some, zone.Name, cancellationToken);
            if (values.Grid != quality.Grid)
            {
                throw Unlike($"{product.Name} of {zone.Name}", "values and their quality come for different pixels");
            }

            if (values.Grid != grid)
            {
                grid = values.Grid;
                (pixels, share) = grid.Of(zone);
                if (pixels.Length == 0)
                {
                    throw Unlike($"{product.Name} of {zone.Name}", "the box does not hold the place that it was asked for");
                }
            }

            foreach (var date in some)
            {
                var (mean, usable) = Mean(product, pixels, values, quality, date);
                if (!double.IsNaN(mean) && !product.IsPossible(mean))
                {
                    throw Unlike(
                        $"{product.Name} of {zone.Name}, {Named(date)}",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{product.Variable} would be {mean:0.##}: its unit seems to be another"
                        )
                    );
                }

                if (usable >= ZoneWeights.FewestShare)
                {
                    means[Named(date)] = mean;
                }
            }
        }

        return new PlaceMeans(share, means);
    }

    /// <summary>The mean of the pixels that count, and their share; NaN where there is none.</summary>
    private static (double Mean, double Usable) Mean(ModisProduct product, int[] pixels, Subset values, Subset quality, DateOnly date)
    {
        if (!values.Values.TryGetValue(date, out var stored) || !quality.Values.TryGetValue(date, out var marks))
        {
            return (double.NaN, 0);
        }

        var (sum, count) = (0.0, 0);
        foreach (var pixel in pixels)
        {
            var value = product.Value(stored[pixel], marks[pixel]);
            if (!double.IsNaN(value))
            {
                (sum, count) = (sum + value, count + 1);
            }
        }

        return count == 0 ? (double.NaN, 0) : (sum / count, (double)count / pixels.Length);
    }

    private async Task<Subset> SubsetAsync(
        ModisProduct product,
        string band,
        PlaceBox box,
        DateOnly[] dates,
        string place,
        CancellationToken cancellationToken
    )
    {
        var what = $"{product.Name} {band} of {place}, {Named(dates[0])} to {Named(dates[^1])}";
        using var answer = await AskAsync(
            $"{product.Name}/subset?{At(box)}&band={band}&startDate={Named(dates[0])}&endDate={Named(dates[^1])}"
                + string.Create(CultureInfo.InvariantCulture, $"&kmAboveBelow={box.KmAboveBelow}&kmLeftRight={box.KmLeftRight}"),
            product,
            cancellationToken
        );
        return Subset.Read(answer.RootElement, product, band, box, what);
    }

    private Task<JsonDocument> AskAsync(string path, ModisProduct product, CancellationToken cancellationToken) =>
        http.JsonAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}/{path}"));
                request.Headers.Accept.ParseAdd("application/json");
                return request;
            },
            (status, _) =>
                status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound
                    ? $"Check that the address is {Usual} and that the service still has {product.Name}: "
                        + "malaria-predictor sources check modis. "
                        + (product.Ended is { } ended ? $"{ended}: choose VNP13A1 or VNP21A2 (VIIRS) in the sources file." : "")
                    : null,
            cancellationToken
        );

    private static string At(PlaceBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"latitude={box.Latitude:0.######}&longitude={box.Longitude:0.######}");

    private static string Named(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"A{date.Year:0000}{date.DayOfYear:000}");

    /// <summary>Of <c>A2024193</c>, the 193rd day of 2024.</summary>
    internal static DateOnly? Date(string text) =>
        text is ['A', .. var digits]
        && digits.Length == 7
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number / 1000 is var year and >= 1 and <= 9998
        && number % 1000 is var day and >= 1
        && day <= (DateTime.IsLeapYear(year) ? 366 : 365)
            ? new DateOnly(year, 1, 1).AddDays(day - 1)
            : null;

    internal static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : "";

    internal static IEnumerable<JsonElement> Array(JsonElement element, string name, string what) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw Unlike(what, $"the answer has no list '{name}'");

    internal static UserFacingException Unlike(string what, string why) =>
        new(
            $"{ModisConnector.Source}: {what}: {why}.",
            "Nothing of it is stored. If it stays so, the service has changed: compare with malaria-predictor sources check modis, "
                + "and report it."
        );

    /// <summary>What is kept of a place's answers until its part is stored.</summary>
    private sealed record PlaceMeans(double Share, Dictionary<string, double> Means);
}

/// <summary>An answer: one band of a box.</summary>
/// <param name="Grid">Where its pixels lie.</param>
/// <param name="Values">Per composite the stored numbers, by row and column, north first.</param>
internal sealed record Subset(PixelGrid Grid, IReadOnlyDictionary<DateOnly, double[]> Values)
{
    private const int MostPixels = 1000 * 1000;

    /// <exception cref="UserFacingException">It is not what was asked for.</exception>
    public static Subset Read(JsonElement answer, ModisProduct product, string band, PlaceBox box, string what)
    {
        if (OrnlService.Text(answer, "band") is var named && named != band)
        {
            throw OrnlService.Unlike(what, $"the answer is of band '{FileProblem.Shown(named)}'");
        }

        if (band == product.Band && !(Math.Abs(Number(answer, "scale", what) - product.Scale) < 1e-9))
        {
            throw OrnlService.Unlike(what, $"its scale is {OrnlService.Text(answer, "scale")}, and {product.Scale} is known");
        }

        var grid = new PixelGrid(
            Number(answer, "xllcorner", what),
            Number(answer, "yllcorner", what),
            Number(answer, "cellsize", what),
            (int)Number(answer, "nrows", what),
            (int)Number(answer, "ncols", what)
        );
        RequirePlace(grid, product, box, what);
        var values = new Dictionary<DateOnly, double[]>();
        foreach (var composite in OrnlService.Array(answer, "subset", what))
        {
            var date =
                OrnlService.Date(OrnlService.Text(composite, "modis_date"))
                ?? throw OrnlService.Unlike(what, "a composite has no date such as A2024193");
            if (OrnlService.Text(composite, "band") is var other && other != band)
            {
                throw OrnlService.Unlike(what, $"a composite is of band '{FileProblem.Shown(other)}'");
            }

            double[] pixels = [.. OrnlService.Array(composite, "data", what).Select(value => Pixel(value, what))];
            if (pixels.Length != grid.Rows * grid.Columns)
            {
                throw OrnlService.Unlike(what, $"{date:yyyy-MM-dd} has {pixels.Length} of {grid.Rows * grid.Columns} pixels");
            }

            if (values.TryGetValue(date, out var before) && !before.AsSpan().SequenceEqual(pixels))
            {
                throw OrnlService.Unlike(what, $"{date:yyyy-MM-dd} comes twice, with different values");
            }

            if (band == product.Band && product.Complaint(pixels) is { } complaint)
            {
                throw OrnlService.Unlike(what, complaint);
            }

            values[date] = pixels;
        }

        return new Subset(grid, values);
    }

    private static void RequirePlace(PixelGrid grid, ModisProduct product, PlaceBox box, string what)
    {
        if (grid.Rows < 1 || grid.Columns < 1 || (long)grid.Rows * grid.Columns > MostPixels)
        {
            throw OrnlService.Unlike(what, $"the box has {grid.Rows} x {grid.Columns} pixels");
        }

        if (!(grid.Edge > product.Pixel * 900 && grid.Edge < product.Pixel * 1000))
        {
            throw OrnlService.Unlike(what, $"its pixels are {grid.Edge:0.##} m wide, and {product.Pixel * 926.6254:0.##} m is known");
        }

        // A box that was shifted or flipped would give the values of another place.
        var (x, y) = Sinusoidal.Of(box.Longitude, box.Latitude);
        var (east, north) = (grid.West + (grid.Columns * grid.Edge / 2) - x, grid.South + (grid.Rows * grid.Edge / 2) - y);
        if (!(Math.Abs(east) <= grid.Edge && Math.Abs(north) <= grid.Edge))
        {
            throw OrnlService.Unlike(what, $"the box lies {east / 1000:0.#} km east and {north / 1000:0.#} km north of what was asked for");
        }
    }

    private static double Pixel(JsonElement value, string what) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.Null => double.NaN,
            _ => throw OrnlService.Unlike(what, "a pixel is no number"),
        };

    private static double Number(JsonElement answer, string name, string what) =>
        double.TryParse(OrnlService.Text(answer, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : throw OrnlService.Unlike(what, $"'{name}' is no number");
}
