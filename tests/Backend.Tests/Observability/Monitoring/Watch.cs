using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>Prometheus and Alertmanager with our files, hurried: nothing is waited for that the files wait minutes or hours for.</summary>
internal sealed partial class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("malaria-watch-");
    private readonly HttpClient _client = new();
    private readonly int _prometheusPort = Daemon.FreePort();
    private readonly int _alertmanagerPort = Daemon.FreePort();
    private Daemon? _prometheus;
    private Daemon? _alertmanager;

    public static async Task<Watch> Over(IReadOnlyList<ServedApp> apps, SlackChannel channel)
    {
        var watch = new Watch();
        await watch.Write(apps, channel);
        watch._alertmanager = await Daemon.Start(
            "prometheus-alertmanager",
            watch._folder.FullName,
            new Uri($"http://127.0.0.1:{watch._alertmanagerPort}/-/ready"),
            "--config.file=alertmanager.yaml",
            "--storage.path=alertmanager",
            "--cluster.listen-address=",
            $"--web.listen-address=127.0.0.1:{watch._alertmanagerPort}"
        );
        watch._prometheus = await Daemon.Start(
            "prometheus",
            watch._folder.FullName,
            new Uri($"http://127.0.0.1:{watch._prometheusPort}/-/ready"),
            "--config.file=prometheus.yaml",
            "--storage.tsdb.path=data",
            $"--web.listen-address=127.0.0.1:{watch._prometheusPort}",
            "--rules.alert.resend-delay=1s"
        );
        return watch;
    }

    /// <summary>Returns once Alertmanager has been told each of these alerts, whether it passes it on or another one covers it.</summary>
    public async Task Fires(params string[] alerts)
    {
        var began = Stopwatch.GetTimestamp();
        string[] missing;
        while ((missing = [.. alerts.Except(await Firing())]).Length > 0)
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience, $"not firing: {string.Join(", ", missing)}");
            await Task.Delay(200);
        }
    }

    public async Task<IReadOnlyList<string>> Firing()
    {
        var alerts = await _client.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{_alertmanagerPort}/api/v2/alerts"));
        return [.. alerts.EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in new[] { _prometheus, _alertmanager }.OfType<Daemon>())
        {
            await daemon.DisposeAsync();
        }

        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task Write(IReadOnlyList<ServedApp> apps, SlackChannel channel)
    {
        var targets = string.Join(", ", apps.Select(app => $"'127.0.0.1:{app.MetricsPort}'"));
        await Put("slack", channel.Webhook);
        await Put("rules.yaml", Hold().Replace(MonitoringFiles.Rules, ""));
        await Put(
            "prometheus.yaml",
            Read("prometheus.yaml")
                .Replace("15s", "1s", StringComparison.Ordinal)
                .Replace("'backend:9090'", targets, StringComparison.Ordinal)
                .Replace("alertmanager:9093", $"127.0.0.1:{_alertmanagerPort}", StringComparison.Ordinal)
        );
        await Put(
            "alertmanager.yaml",
            Delay()
                .Replace(Read("alertmanager.yaml"), "${key}: 1s")
                .Replace("/etc/alertmanager/secrets/slack-webhook-url", Path.Combine(_folder.FullName, "slack"), StringComparison.Ordinal)
        );
    }

    private Task Put(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text);

    private static string Read(string name) => File.ReadAllText(Path.Combine(MonitoringFiles.Folder, name));

    [GeneratedRegex(@"^ +(for|interval): .*\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Hold();

    [GeneratedRegex(@"(?<key>group_wait|group_interval): \w+", RegexOptions.ExplicitCapture)]
    private static partial Regex Delay();
}
