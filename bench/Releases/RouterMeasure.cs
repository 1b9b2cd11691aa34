using System.Diagnostics;
using System.Globalization;

namespace MalariaPredictor.Releases;

/// <summary>
/// What the router adds to a request: the same answer through it and from the slot itself, by turns, one request after the other.
/// </summary>
internal static class RouterMeasure
{
    private const int Rounds = 21;
    private const int Requests = 500;

    public static async Task RunAsync(Installation installation)
    {
        var (serving, _) = await installation.SlotsAsync();
        using var http = new HttpClient();
        var direct = new Uri($"http://127.0.0.1:{serving.Port}{installation.Path}");
        var routed = new Uri($"http://127.0.0.1:{installation.Port}{installation.Path}");
        await MicrosecondsAsync(http, direct);
        await MicrosecondsAsync(http, routed);

        var (ratios, added) = (new List<double>(), new List<double>());
        Console.WriteLine("| round | direct, µs | through the router, µs | ratio |\n|---|---|---|---|");
        for (var round = 1; round <= Rounds; round++)
        {
            var alone = await MicrosecondsAsync(http, direct);
            var through = await MicrosecondsAsync(http, routed);
            ratios.Add(through / alone);
            added.Add(through - alone);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round} | {alone:0} | {through:0} | {ratios[^1]:0.00} |"));
        }

        ratios.Sort();
        added.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nratio {ratios[Rounds / 2]:0.00} (median; quartiles {ratios[Rounds / 4]:0.00} – {ratios[Rounds * 3 / 4]:0.00}); the "
                    + $"router adds {added[Rounds / 2]:0} µs (median)"
            )
        );
    }

    /// <summary>The median of some requests on one keep-alive connection.</summary>
    private static async Task<double> MicrosecondsAsync(HttpClient http, Uri url)
    {
        var times = new List<double>(Requests);
        for (var request = 0; request < Requests; request++)
        {
            var began = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(url);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }

        times.Sort();
        return times[Requests / 2];
    }
}
