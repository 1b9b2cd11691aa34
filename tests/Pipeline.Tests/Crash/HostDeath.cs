using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>The host holds the public port: while it is dead nobody can connect, and that alone is excused.</summary>
internal static class HostDeath
{
    /// <summary>SIGKILL to the host's own process: its slots and a migration live on.</summary>
    public static async Task KillAsync(CrashRig rig)
    {
        var host = (await rig.HostAsync()).Process;
        rig.Load.OutageBegins();
        using (var process = Process.GetProcessById(host.Pid))
        {
            process.Kill();
        }
        await Patience.UntilAsync(() => Task.FromResult(!host.IsAlive), "the host is dead");
    }

    /// <summary>SIGKILL, then <c>resume</c> at once. How long until the public port answers again.</summary>
    public static async Task<TimeSpan> MeasureAsync(CrashRig rig)
    {
        using var http = new HttpClient();
        var began = TimeProvider.System.GetTimestamp();
        await KillAsync(rig);
        var resumed = rig.ResumeAsync();
        await Patience.UntilAsync(() => AnswersAsync(http, rig.Url), "the host is back");
        var took = TimeProvider.System.GetElapsedTime(began);
        rig.Load.OutageIsOver();
        await resumed;
        return took;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri url)
    {
        try
        {
            using var response = await http.GetAsync(url);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Nobody listens yet.
        }
    }
}
