using System.Globalization;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>How long a rollback takes and what the router costs; run by the commands in bench/README.md.</summary>
[Collection(nameof(Alone))]
public sealed class ReleaseMeasures(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    [OnRequest]
    public async Task Fifty_rollbacks_under_load_from_the_command_to_its_end()
    {
        await using var rig = await CrashRig.CreateAsync(connections: 20, TimeSpan.FromMilliseconds(20));
        var times = new List<double>();
        for (var round = 0; round < 50; round++)
        {
            times.Add((await rig.RunAsync(await rig.CommandAsync(Kind.WarmRollback))).ShouldSucceed().Took.TotalMilliseconds);
        }

        rig.Load.Failures.ShouldBeEmpty();
        times.Sort();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"rollback, 50 times, {rig.Load.Requests} requests, 0 failed: {times[25]:0} ms (median), {times[0]:0} ms (best), "
                    + $"{times[^1]:0} ms (worst)"
            )
        );
    }

    [Fact(Explicit = true)]
    [OnRequest]
    public async Task What_the_router_adds_to_a_request()
    {
        await using var rig = await CrashRig.CreateAsync(connections: 1, TimeSpan.FromMilliseconds(20));
        var host = await rig.HostAsync();
        Uri[] ways = [new($"http://127.0.0.1:{host.ActiveSlot!.Port}/work"), new($"http://127.0.0.1:{host.Port}/work")];
        using var http = new HttpClient();
        var ratios = new List<double>();
        for (var round = 0; round < 15; round++)
        {
            var direct = await MicrosecondsAsync(http, ways[0]);
            ratios.Add(await MicrosecondsAsync(http, ways[1]) / direct);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"direct {direct:0} µs, through the router {direct * ratios[^1]:0} µs, ratio {ratios[^1]:0.00}"
                )
            );
        }
        ratios.Sort();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ratio {ratios[7]:0.00} (median), {ratios[3]:0.00} – {ratios[11]:0.00} (quartiles)"
            )
        );
    }

    /// <summary>The median of a few hundred requests, one after another on one connection.</summary>
    private static async Task<double> MicrosecondsAsync(HttpClient http, Uri url)
    {
        var times = new List<double>();
        for (var request = 0; request < 400; request++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await http.GetByteArrayAsync(url);
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds);
        }
        times.Sort();
        return times[200];
    }
}
