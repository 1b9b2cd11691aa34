using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Backend.Sources.Modis;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

/// <summary>
/// ORNL DAAC's REST service as documented: products with their bands and dates; subsets of at most 10 composites and 100 km to each side,
/// on the sinusoidal grid, north first.
/// </summary>
internal sealed class OrnlStub
{
    private const double GridKilometer = 926.625433;

    /// <summary>Composites from the first day of 2023 to this one.</summary>
    public DateOnly Newest { get; set; } = new(2024, 6, 1);

    /// <summary>The stored number of a pixel: product, band, composite, longitude, latitude.</summary>
    public Func<ModisProduct, string, DateOnly, double, double, double> Pixel { get; set; } =
        (product, band, date, longitude, latitude) =>
            band == product.QualityBand ? 0
            : product.Variable == ModisProduct.Ndvi ? 4000 + (date.Month * 100)
            : 15000 + (date.Month * 10);

    /// <summary>Changes a subset's answer before it is sent.</summary>
    public Action<Dictionary<string, object>>? Spoil { get; set; }

    public HashSet<string> Renamed { get; } = [];

    public async Task<ServiceStub> StartAsync() =>
        await ServiceStub.StartAsync(app =>
        {
            app.MapGet("/rst/api/v1/{product}/bands", (string product) => Known(product, found => Bands(found)));
            app.MapGet(
                "/rst/api/v1/{product}/dates",
                (string product, HttpRequest request) => Known(product, found => Dates(found, request))
            );
            app.MapGet(
                "/rst/api/v1/{product}/subset",
                (string product, HttpRequest request) => Known(product, found => Subset(found, request))
            );
        });

    private static IResult Known(string product, Func<ModisProduct, IResult> answer) =>
        ModisProduct.All.FirstOrDefault(known => known.Name == product) is { } found
            ? answer(found)
            : Refused(404, $"Product {product} is not available.");

    private IResult Bands(ModisProduct product) =>
        Results.Json(
            new
            {
                bands = ((string[])[product.Band, product.QualityBand]).Select(band => new
                {
                    band = Renamed.Contains(band) ? $"{band}_v7" : band,
                    fill_value = $"{product.Fill}",
                    scale_factor = $"{product.Scale}",
                }),
            }
        );

    private IResult Dates(ModisProduct product, HttpRequest request) =>
        Degrees(request) is null
            ? Refused(400, "latitude and longitude are required.")
            : Results.Json(
                new { dates = All(product).Select(date => new { modis_date = Named(date), calendar_date = $"{date:yyyy-MM-dd}" }) }
            );

    private IEnumerable<DateOnly> All(ModisProduct product) => Composites.Nominal(product, new DateOnly(2023, 1, 1), Newest);

    private IResult Subset(ModisProduct product, HttpRequest request)
    {
        if (Degrees(request) is not var (latitude, longitude))
        {
            return Refused(400, "latitude and longitude are required.");
        }

        var band = request.Query["band"].ToString();
        if ((band != product.Band && band != product.QualityBand) || Renamed.Contains(band))
        {
            return Refused(400, $"Band {band} is not available for {product.Name}.");
        }

        var (above, left) = (Kilometers(request, "kmAboveBelow"), Kilometers(request, "kmLeftRight"));
        if (above is null || left is null)
        {
            return Refused(400, "kmAboveBelow and kmLeftRight are whole numbers from 0 to 100.");
        }

        var (first, last) = (OrnlService.Date($"{request.Query["startDate"]}"), OrnlService.Date($"{request.Query["endDate"]}"));
        if (first is null || last is null)
        {
            return Refused(400, "Dates are written as AYYYYDDD.");
        }

        DateOnly[] dates = [.. All(product).Where(date => date >= first && date <= last)];
        if (dates.Length > 10)
        {
            return Refused(400, "Number of dates requested exceeds the limit of 10.");
        }

        if (dates.Length == 0)
        {
            return Refused(404, "No data for these dates.");
        }

        var edge = GridKilometer * product.Pixel;
        var (x, y) = Sinusoidal.Of(longitude, latitude);
        var (side, height) = ((int)(left.Value / product.Pixel), (int)(above.Value / product.Pixel));
        var (columns, rows) = ((2 * side) + 1, (2 * height) + 1);
        var (west, south) = ((Math.Floor(x / edge) - side) * edge, (Math.Floor(y / edge) - height) * edge);
        var answer = new Dictionary<string, object>
        {
            ["xllcorner"] = west.ToString("0.00", CultureInfo.InvariantCulture),
            ["yllcorner"] = south.ToString("0.00", CultureInfo.InvariantCulture),
            ["cellsize"] = edge,
            ["nrows"] = rows,
            ["ncols"] = columns,
            ["band"] = band,
            ["units"] = "none",
            ["scale"] = band == product.Band ? product.Scale.ToString(CultureInfo.InvariantCulture) : "Not Available",
            ["latitude"] = latitude,
            ["longitude"] = longitude,
            ["subset"] = dates
                .Select(date => new Dictionary<string, object>
                {
                    ["modis_date"] = Named(date),
                    ["calendar_date"] = $"{date:yyyy-MM-dd}",
                    ["band"] = band,
                    ["tile"] = "h21v08",
                    ["data"] = Enumerable
                        .Range(0, rows * columns)
                        .Select(pixel =>
                        {
                            var at = Sinusoidal.Back(
                                west + (((pixel % columns) + 0.5) * edge),
                                south + ((rows - 1 - (pixel / columns) + 0.5) * edge)
                            );
                            return Pixel(product, band, date, at.Longitude, at.Latitude);
                        })
                        .ToArray(),
                })
                .ToList(),
        };
        Spoil?.Invoke(answer);
        return Results.Text(JsonSerializer.Serialize(answer), "application/json");
    }

    private static (double Latitude, double Longitude)? Degrees(HttpRequest request) =>
        double.TryParse(request.Query["latitude"], CultureInfo.InvariantCulture, out var latitude)
        && double.TryParse(request.Query["longitude"], CultureInfo.InvariantCulture, out var longitude)
        && latitude is >= -90 and <= 90
        && longitude is >= -180 and <= 180
            ? (latitude, longitude)
            : null;

    private static int? Kilometers(HttpRequest request, string name) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 100
            ? number
            : null;

    private static string Named(DateOnly date) => $"A{date.Year}{date.DayOfYear:000}";

    private static IResult Refused(int status, string why) => Results.Text(why, "text/plain", statusCode: status);
}
