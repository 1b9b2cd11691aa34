using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

/// <summary>
/// The Climate Data Store, as far as its documentation and ECMWF's client describe it: it refuses tokens, licences, datasets, keys, values
/// and sizes that the store refuses, keeps jobs in a queue, and gives results from another host, where a token is an error.
/// </summary>
internal sealed class CdsStub
{
    public const string Token = "0a1b2c3d-0000-4444-8888-123456789abc";
    private const string Licence = "cc-by";

    private static readonly Dictionary<string, double> Cells = new()
    {
        ["reanalysis-era5-land"] = 0.1,
        ["reanalysis-era5-land-monthly-means"] = 0.1,
        ["reanalysis-era5-single-levels"] = 0.25,
        ["reanalysis-era5-single-levels-monthly-means"] = 0.25,
    };

    private readonly ConcurrentDictionary<string, CdsJob> _jobs = [];

    /// <summary>The last day of the hourly datasets.</summary>
    public DateOnly Last { get; set; } = new(2024, 4, 4);

    /// <summary>Up to this day values are final.</summary>
    public DateOnly FinalUntil { get; set; } = new(2023, 12, 31);

    /// <summary>The most fields of one request: variables x days x hours.</summary>
    public int MostFields { get; set; } = 1200;

    /// <summary>How often a job is asked about before it is done.</summary>
    public int Polls { get; set; } = 3;

    public bool LicenceAccepted { get; set; } = true;

    /// <summary>Whether the catalogue states the days there are.</summary>
    public bool StatesExtent { get; set; } = true;

    /// <summary>Why each job ends: failed or rejected, with the store's reason; null: it succeeds.</summary>
    public (string Status, string Detail)? Ending { get; set; }

    /// <summary>Changes a result before it is sent.</summary>
    public Func<byte[], byte[]> Spoil { get; set; } = bytes => bytes;

    /// <summary>What the result's length is stated as, beyond what it is.</summary>
    public long Overstated { get; set; }

    /// <summary>A whole file in place of the computed one.</summary>
    public byte[]? Fixture { get; set; }

    /// <summary>Units of the temperature and rows in the order of the file.</summary>
    public string TemperatureUnits { get; set; } = "K";

    public bool FromSouth { get; set; }

    public bool To360 { get; set; }

    public double Shift { get; set; }

    public bool StatesVersion { get; set; } = true;

    public IReadOnlyCollection<JsonObject> Asked => [.. _jobs.Values.OrderBy(job => job.Number).Select(job => job.Inputs)];

    public void ForgetJobs() => _jobs.Clear();

    public Task<ServiceStub> StartAsync() => ServiceStub.StartAsync(Map);

    /// <summary>°C at a day: cells east of 31 are a degree warmer; final values are half a degree above preliminary ones.</summary>
    public double Temperature(DateOnly day, double longitude) =>
        20 + day.Month + (day.Day * 0.01) + (longitude > 31 ? 1 : 0) + (day <= FinalUntil ? 0.5 : 0);

    /// <summary>Millimeters of a day.</summary>
    public double Rain(DateOnly day) => day.Day % 5 * (day <= FinalUntil ? 2.4 : 1.2);

    private void Map(WebApplication app)
    {
        app.MapGet("/api/catalogue/v1/collections/{dataset}", (string dataset) => Catalogue(dataset));
        app.MapGet(
            "/api/catalogue/v1/collections/{dataset}/form.json",
            (string dataset) =>
                Cells.ContainsKey(dataset)
                    ? Json(
                        200,
                        $$$"""[{"name":"licences","type":"LicenceWidget","details":{"licences":[{"id":"{{{Licence}}}","revision":1}]}}]"""
                    )
                    : Problem(404, "collection not found", dataset)
        );
        app.MapPost(
            "/api/profiles/v1/account/verification/pat",
            (HttpRequest request) => Unless(request, () => Json(200, """{"id":1,"role":"user"}"""))
        );
        app.MapGet(
            "/api/profiles/v1/account/licences",
            (HttpRequest request) =>
                Unless(
                    request,
                    () => Json(200, LicenceAccepted ? $$$"""{"licences":[{"id":"{{{Licence}}}","revision":1}]}""" : """{"licences":[]}""")
                )
        );
        app.MapPost(
            "/api/retrieve/v1/processes/{dataset}/execution",
            async (string dataset, HttpRequest request) =>
            {
                using var body = await JsonDocument.ParseAsync(request.Body);
                return Unless(request, () => Submit(dataset, JsonNode.Parse(body.RootElement.GetRawText())!.AsObject()));
            }
        );
        app.MapGet("/api/retrieve/v1/jobs/{id}", (string id, HttpRequest request) => Unless(request, () => State(id)));
        app.MapGet("/api/retrieve/v1/jobs/{id}/results", (string id, HttpRequest request) => Unless(request, () => Result(id, request)));
        app.MapGet("/cache/{id}.nc", Download);
    }

    private static IResult Unless(HttpRequest request, Func<IResult> answer) =>
        request.Headers["PRIVATE-TOKEN"] == Token
            ? answer()
            : Problem(401, "authentication failed", request.Headers.ContainsKey("PRIVATE-TOKEN") ? "invalid token" : "token missing");

    private IResult Catalogue(string dataset) =>
        !Cells.ContainsKey(dataset)
            ? Problem(404, "collection not found", $"collection {dataset} not found")
            : Json(
                200,
                $$$$"""
                {"id":"{{{{dataset}}}}","extent":{"temporal":{"interval":[["1950-01-01T00:00:00Z",{{{{(
                    StatesExtent ? $"\"{LastOf(dataset):yyyy-MM-dd}T00:00:00Z\"" : "null"
                )}}}}]]}}}
                """
            );

    private DateOnly LastOf(string dataset) =>
        dataset.EndsWith("means", StringComparison.Ordinal) ? new DateOnly(Last.Year, Last.Month, 1).AddMonths(-1) : Last;

    private IResult Submit(string dataset, JsonObject body)
    {
        if (!Cells.ContainsKey(dataset))
        {
            return Problem(404, "process not found", $"dataset {dataset} not found");
        }

        if (body["inputs"] is not JsonObject inputs)
        {
            return Problem(400, "invalid request", "inputs are missing");
        }

        var job = new CdsJob(_jobs.Count + 1, dataset, inputs);
        if (job.Wrong() is { } wrong)
        {
            return Problem(400, "invalid request", wrong);
        }

        if (!LicenceAccepted)
        {
            return Problem(
                403,
                "required licences not accepted",
                "Not all the required licences have been accepted; please visit https://cds.climate.copernicus.eu/datasets/"
                    + $"{dataset}?tab=download#manage-licences"
            );
        }

        if (job.Variables.Length * job.Times().Count > MostFields)
        {
            return Problem(403, "cost limits exceeded", "Your request is too large, please reduce your selection.");
        }

        if (job.Times().All(time => DateOnly.FromDateTime(time) > LastOf(dataset)))
        {
            return Problem(
                400,
                "invalid request",
                "None of the data you have requested is available yet, please revise the period requested. The latest date available for "
                    + $"this dataset is: {LastOf(dataset):yyyy-MM-dd} 00:00"
            );
        }

        var id = $"{Guid.NewGuid()}";
        _jobs[id] = job;
        return Json(201, $$"""{"processID":"{{dataset}}","type":"process","jobID":"{{id}}","status":"accepted","links":[]}""");
    }

    private IResult State(string id)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            return Problem(404, "job not found", $"job {id} not found");
        }

        var polls = Interlocked.Increment(ref job.Polled);
        var status = polls < Polls ? (polls == 1 ? "accepted" : "running") : Ending?.Status ?? "successful";
        return Json(
            200,
            $$$"""
            {"jobID":"{{{id}}}","status":"{{{status}}}","metadata":{"log":[["2024-04-10T00:00:00","INFO: Request ID is {{{id}}}"]]}}
            """
        );
    }

    private IResult Result(string id, HttpRequest request)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            return Problem(404, "job not found", $"job {id} not found");
        }

        if (Ending is { } ending)
        {
            return Problem(400, $"The job has {ending.Status}", ending.Detail);
        }

        var bytes = job.File ??= Spoil(Fixture ?? Make(job));
        // Another host than that of the API, which is asked for by its number.
        return Json(
            200,
            $$$$"""
            {"asset":{"value":{"type":"application/netcdf","href":"http://localhost:{{{{request.Host.Port}}}}/cache/{{{{id}}}}.nc",
            "file:checksum":"0123","file:size":{{{{bytes.Length + Overstated}}}}}}}
            """
        );
    }

    private IResult Download(string id, HttpRequest request) =>
        request.Headers.ContainsKey("PRIVATE-TOKEN") ? Problem(400, "bad request", "a token was sent to another host")
        : _jobs.TryGetValue(id, out var job) && job.File is { } bytes
            ? Results.Bytes(
                bytes,
                enableRangeProcessing: true,
                entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"")
            )
        : Problem(404, "not found", "result not found");

    private byte[] Make(CdsJob job)
    {
        var isHourly = !job.Dataset.EndsWith("means", StringComparison.Ordinal);
        var (states, rains) = (
            job.Variables.Where(name => name[0] == '2').ToArray(),
            job.Variables.Where(name => name[0] != '2').ToArray()
        );
        if (!isHourly || states.Length == 0 || rains.Length == 0)
        {
            return File(job, job.Variables);
        }

        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, variables) in (List<(string, string[])>)[("instant", states), ("accum", rains)])
            {
                using var entry = archive.CreateEntry($"data_stream-oper_stepType-{name}.nc").Open();
                entry.Write(File(job, variables));
            }
        }

        return zip.ToArray();
    }

    private byte[] File(CdsJob job, string[] variables)
    {
        var cell = Cells[job.Dataset];
        double[] latitudes = Axis(job.Area[2], job.Area[0], cell);
        double[] longitudes = Axis(job.Area[1], job.Area[3], cell);
        if (!FromSouth)
        {
            Array.Reverse(latitudes);
        }

        DateTime[] times = [.. job.Times().Where(time => DateOnly.FromDateTime(time) <= LastOf(job.Dataset))];
        var file = NetCdf3Writer.Weather(
            times,
            [.. latitudes.Select(value => value + Shift)],
            [.. longitudes.Select(value => To360 && value < 0 ? value + 360 : value)]
        );
        foreach (var name in variables)
        {
            var (known, units, step) = name switch
            {
                "2m_temperature" => ("t2m", TemperatureUnits, "instant"),
                "2m_dewpoint_temperature" => ("d2m", "K", "instant"),
                _ => ("tp", "m", "accum"),
            };
            var isMonthly = job.Dataset.EndsWith("means", StringComparison.Ordinal);
            double[] values =
            [
                .. times.SelectMany(time =>
                    latitudes.SelectMany(_ => longitudes.Select(longitude => Value(known, time, longitude, isMonthly, cell < 0.2)))
                ),
            ];
            file.Field(known, units, values, ("GRIB_stepType", isMonthly ? "avgua" : step));
        }

        if (StatesVersion)
        {
            file.Add("expver", ["valid_time"], "1", [.. times.Select(time => DateOnly.FromDateTime(time) <= FinalUntil ? 1.0 : 5.0)]);
        }

        return file.Bytes();
    }

    private double Value(string name, DateTime time, double longitude, bool isMonthly, bool isLand)
    {
        var day = DateOnly.FromDateTime(time);
        if (name != "tp")
        {
            return Temperature(day, longitude) + 273.15 - (name == "d2m" ? 5 : 0);
        }

        // Dated at the end: 00 UTC belongs to the day before.
        var fell = DateOnly.FromDateTime(time.AddTicks(-1));
        return isMonthly ? Rain(day.AddDays(2)) / 1000
            : isLand ? Rain(fell) / 1000 * (time.Hour == 0 ? 24 : time.Hour) / 24
            : Rain(fell) / 1000 / 24;
    }

    private static double[] Axis(double from, double to, double cell) =>
        [.. Enumerable.Range(0, (int)Math.Round((to - from) / cell) + 1).Select(index => Math.Round(from + (index * cell), 4))];

    private static IResult Problem(int status, string title, string detail) =>
        Json(
            status,
            new JsonObject
            {
                ["type"] = title,
                ["title"] = title,
                ["detail"] = detail,
            }.ToJsonString()
        );

    private static IResult Json(int status, string text) => Results.Text(text, "application/json", statusCode: status);
}
