namespace MalariaPredictor.Serving;

/// <summary>
/// Throughput of one location's newest forecast as a ratio to a bare endpoint with the same bytes: two servers, each a process of its
/// own, asked by turns, so that whatever else the machine does meets both alike.
/// </summary>
internal static class Comparison
{
    private const int Rounds = 15;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("malaria-serving-").FullName;
        try
        {
            await CompareAsync(folder, await Application.PrepareAsync(folder));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(string folder, string database)
    {
        using var application = await Child.StartAsync("application", database);
        var (path, body) = await ForecastAsync(application.Port);
        var file = Path.Combine(folder, "body.json");
        await File.WriteAllBytesAsync(file, body);
        using var bare = await Child.StartAsync("bare", file);
        await LoadGenerator.MeasureAsync(application.Port, path, Round);
        await LoadGenerator.MeasureAsync(bare.Port, path, Round);

        Console.WriteLine(
            $"GET {path}, {body.Length} bytes, {LoadGenerator.Connections} connections, {Rounds} rounds of {Round.TotalSeconds:0} s\n"
        );
        Console.WriteLine("| round | application, requests/s | bare Kestrel, requests/s | ratio |\n|---|---|---|---|");
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var ours = await LoadGenerator.MeasureAsync(application.Port, path, Round);
            var theirs = await LoadGenerator.MeasureAsync(bare.Port, path, Round);
            ratios.Add(ours / theirs);
            Console.WriteLine($"| {round} | {ours:#,0} | {theirs:#,0} | {ours / theirs:0.00} |");
        }

        Console.WriteLine($"\nmedian ratio {ratios.Order().ElementAt(Rounds / 2):0.00} (aim: at least 0.85)");
    }

    private static async Task<(string Path, byte[] Body)> ForecastAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (!(await client.GetAsync(new Uri("/health/readiness", UriKind.Relative))).IsSuccessStatusCode)
        {
            await Task.Delay(100);
        }

        var locations = System.Text.Json.JsonElement.Parse(await client.GetStringAsync(new Uri("/api/v1/locations", UriKind.Relative)));
        var path = locations.GetProperty("locations")[0].GetProperty("forecasts").GetString()!;
        return (path, await client.GetByteArrayAsync(new Uri(path, UriKind.Relative)));
    }
}
