using System.Diagnostics;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Gates.Prometheus;

/// <summary>A Prometheus server of the test's own, on loopback, that scrapes what a file names.</summary>
internal sealed class RealPrometheus : IDisposable
{
    private const string Program = "/usr/bin/prometheus";
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private RealPrometheus(int port)
    {
        Url = $"http://127.0.0.1:{port}";
        File.WriteAllText(
            _folder.File("prometheus.yml"),
            """
            global: { scrape_interval: 200ms }
            scrape_configs:
              - job_name: slot
                file_sd_configs: [ { files: [ "targets.json" ], refresh_interval: 200ms } ]
            """
        );
        File.WriteAllText(_folder.File("targets.json"), "[]");
        string[] command =
        [
            "--config.file",
            _folder.File("prometheus.yml"),
            "--storage.tsdb.path",
            _folder.File("data"),
            "--web.listen-address",
            $"127.0.0.1:{port}",
            "--log.level",
            "error",
        ];
        _process = Process.Start(new ProcessStartInfo(Program, command) { UseShellExecute = false, RedirectStandardError = true })!;
    }

    public string Url { get; }

    public static RealPrometheus Start()
    {
        if (!File.Exists(Program) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"{Program} is not here; apt-get install prometheus brings it.");
        }
        return new RealPrometheus(FreePort.Pick(1)[0]);
    }

    public void Scrape(int port)
    {
        // Written aside and moved, so that half a file is never read.
        File.WriteAllText(_folder.File("new"), $$"""[{"targets":["127.0.0.1:{{port}}"]}]""");
        File.Move(_folder.File("new"), _folder.File("targets.json"), overwrite: true);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
