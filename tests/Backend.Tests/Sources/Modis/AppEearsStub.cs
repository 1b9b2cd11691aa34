using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Sources.Modis;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

/// <summary>
/// AppEEARS as documented: login by Basic, everything about tasks by a bearer token, area tasks for layers of a product that end in a
/// bundle of GeoTIFF files, one for each layer, composite and feature.
/// </summary>
internal sealed class AppEearsStub
{
    public const string Token = "earthdata-token";
    public const string User = "user:password";

    private readonly ConcurrentDictionary<string, SubmittedTask> _tasks = new(StringComparer.Ordinal);

    /// <summary>What a task says each time it is asked; the last one for ever.</summary>
    public string[] States { get; set; } = ["pending", "processing", "done"];

    public DateOnly Newest { get; set; } = new(2024, 6, 1);

    /// <summary>The stored number of a cell: band, composite, longitude, latitude.</summary>
    public Func<string, DateOnly, double, double, double> Cell { get; set; } =
        (band, date, _, _) => band == "QC_Day" ? 0 : 15000 + (date.Month * 10);

    /// <summary>Changes a file before it is sent and its digest taken.</summary>
    public Func<string, byte[], byte[]>? Spoil { get; set; }

    public string Scale { get; set; } = "0.02";

    public double Shift { get; set; }

    public int Submitted => _tasks.Count;

    public Task<ServiceStub> StartAsync() =>
        ServiceStub.StartAsync(app =>
        {
            app.MapPost("/api/login", Login);
            app.MapGet("/api/product/{product}", Layers);
            app.MapPost("/api/task", (HttpRequest request) => Signed(request, () => SubmitAsync(request)));
            app.MapGet("/api/task", (HttpRequest request) => Signed(request, () => Json(_tasks.Select(task => Row(task.Key, task.Value)))));
            app.MapGet("/api/task/{id}", (string id, HttpRequest request) => Signed(request, () => Status(id)));
            app.MapGet("/api/bundle/{id}", (string id, HttpRequest request) => Signed(request, () => Bundle(id)));
            app.MapGet("/api/bundle/{id}/{file}", (string id, string file, HttpRequest request) => Signed(request, () => File(id, file)));
        });

    private static IResult Login(HttpRequest request) =>
        request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(User))}"
            ? Results.Json(
                new
                {
                    token_type = "Bearer",
                    token = Token,
                    expiration = "2024-06-22T00:00:00Z",
                }
            )
            : Refused(401, "Invalid username or password");

    private static async Task<IResult> Signed(HttpRequest request, Func<Task<IResult>> answer) =>
        request.Headers.Authorization == $"Bearer {Token}" ? await answer() : Refused(403, "Invalid or expired token");

    private static Task<IResult> Json(object value) => Task.FromResult(Results.Json(value));

    private static object Row(string id, SubmittedTask task) =>
        new
        {
            task_id = id,
            task_name = task.Name,
            status = task.State,
            error = task.State == "error" ? "Out of memory" : null,
        };

    private IResult Layers(string product) =>
        ModisProduct.All.FirstOrDefault(known => known.Versioned == product) is { } found
            ? Results.Json(
                new Dictionary<string, object>
                {
                    [ModisProduct.Layer(found.Band)] = new Dictionary<string, object>
                    {
                        ["ScaleFactor"] = double.Parse(Scale, CultureInfo.InvariantCulture),
                        ["FillValue"] = found.Fill,
                    },
                    [ModisProduct.Layer(found.QualityBand)] = new Dictionary<string, object> { ["ScaleFactor"] = "" },
                }
            )
            : Refused(404, "Product not found");

    private async Task<IResult> SubmitAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        try
        {
            var (root, parameters) = (body.RootElement, body.RootElement.GetProperty("params"));
            var dates = parameters.GetProperty("dates")[0];
            var layers = parameters.GetProperty("layers").EnumerateArray().ToList();
            var product = ModisProduct.All.Single(known => known.Versioned == layers[0].GetProperty("product").GetString());
            string[] names = [.. layers.Select(layer => layer.GetProperty("layer").GetString()!)];
            var known = ((string[])[product.Band, product.QualityBand]).ToDictionary(ModisProduct.Layer, band => band);
            if (
                root.GetProperty("task_type").GetString() != "area"
                || names.Any(name => !known.ContainsKey(name))
                || parameters.GetProperty("output").GetProperty("format").GetProperty("type").GetString() != "geotiff"
                || parameters.GetProperty("output").GetProperty("projection").GetString() != "geographic"
                || parameters.GetProperty("geo").GetProperty("type").GetString() != "FeatureCollection"
            )
            {
                return Refused(400, "The task is not valid.");
            }

            var features = new List<(double West, double South, double East, double North)>();
            foreach (var feature in parameters.GetProperty("geo").GetProperty("features").EnumerateArray())
            {
                var ring = feature.GetProperty("geometry").GetProperty("coordinates")[0];
                var corners = ring.EnumerateArray().Select(corner => (X: corner[0].GetDouble(), Y: corner[1].GetDouble())).ToList();
                if (corners.Count < 4 || corners[0] != corners[^1])
                {
                    return Refused(400, "A polygon is not closed.");
                }

                features.Add((corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y)));
            }

            var id = $"task-{_tasks.Count + 1}";
            _tasks[id] = new SubmittedTask(
                root.GetProperty("task_name").GetString()!,
                product,
                [.. names.Select(name => known[name])],
                American(dates.GetProperty("startDate")),
                American(dates.GetProperty("endDate")),
                features
            );
            return Results.Json(new { task_id = id, status = "pending" }, statusCode: 202);
        }
        catch (Exception malformed) when (malformed is KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return Refused(400, malformed.Message);
        }
    }

    private Task<IResult> Status(string id)
    {
        if (!_tasks.TryGetValue(id, out var task))
        {
            return Task.FromResult(Refused(404, "Task not found"));
        }

        task.State = States[Math.Min(task.Asked++, States.Length - 1)];
        return Json(Row(id, task));
    }

    private Task<IResult> Bundle(string id) =>
        !_tasks.TryGetValue(id, out var task) || task.State != "done"
            ? Task.FromResult(Refused(404, "Bundle not found"))
            : Json(
                new
                {
                    files = Files(task)
                        .Select(name => new
                        {
                            file_id = $"{Array.IndexOf([.. Files(task)], name)}",
                            file_name = $"{task.Product.Versioned}_2024/{name}",
                            sha256 = name.EndsWith(".tif", StringComparison.Ordinal)
                                ? Convert.ToHexStringLower(SHA256.HashData(Content(task, name)))
                                : "",
                        })
                        .Reverse(),
                }
            );

    private Task<IResult> File(string id, string file) =>
        _tasks.TryGetValue(id, out var task) && Files(task).ElementAtOrDefault(int.Parse(file, CultureInfo.InvariantCulture)) is { } name
            ? Task.FromResult(Results.Bytes(Content(task, name), "image/tiff"))
            : Task.FromResult(Refused(404, "File not found"));

    private IEnumerable<string> Files(SubmittedTask task) =>
        [
            .. from date in Composites.Nominal(task.Product, new DateOnly(2023, 1, 1), Newest)
            // It also gives the composite in whose days the first date falls.
            where date.AddDays(task.Product.Days) > task.First && date <= task.Last
            from feature in Enumerable.Range(1, task.Features.Count)
            from band in task.Bands
            select $"{task.Product.Versioned}_{ModisProduct.Layer(band)}_doy{date.Year}{date.DayOfYear:000}000000_aid{feature:0000}.tif",
            $"{task.Product.Name}-061-Statistics.csv",
        ];

    private byte[] Content(SubmittedTask task, string name)
    {
        if (!name.EndsWith(".tif", StringComparison.Ordinal))
        {
            return [];
        }

        const double cell = 1 / 120.0;
        var feature = task.Features[int.Parse(name[^8..^4], CultureInfo.InvariantCulture) - 1];
        var at = name.IndexOf("_doy", StringComparison.Ordinal) + 4;
        var date = OrnlService.Date($"A{name.AsSpan(at, 7)}")!.Value;
        var band = task.Bands.Single(band => name.Contains($"_{ModisProduct.Layer(band)}_doy", StringComparison.Ordinal));
        var (west, north) = ((Math.Floor(feature.West / cell) * cell) + Shift, Math.Ceiling(feature.North / cell) * cell);
        var (columns, rows) = ((int)Math.Ceiling((feature.East - west + Shift) / cell), (int)Math.Ceiling((north - feature.South) / cell));
        var bytes = TiffBytes.Of(
            west,
            north,
            cell,
            columns,
            rows,
            (row, column) => Cell(band, date, west + ((column + 0.5) * cell), north - ((row + 0.5) * cell)),
            bits: band == task.Product.QualityBand ? 8 : 16,
            noData: "0"
        );
        return Spoil?.Invoke(name, bytes) ?? bytes;
    }

    private static DateOnly American(JsonElement date) =>
        DateOnly.ParseExact(date.GetString()!, "MM-dd-yyyy", CultureInfo.InvariantCulture);

    private static IResult Refused(int status, string message) => Results.Json(new { message }, statusCode: status);

    private sealed record SubmittedTask(
        string Name,
        ModisProduct Product,
        IReadOnlyList<string> Bands,
        DateOnly First,
        DateOnly Last,
        IReadOnlyList<(double West, double South, double East, double North)> Features
    )
    {
        public string State { get; set; } = "pending";

        public int Asked { get; set; }
    }
}
