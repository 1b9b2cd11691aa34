using System.Globalization;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Gates.Prometheus;

/// <summary>A real Prometheus scrapes a real slot, and a release goes by what it says.</summary>
[Collection(nameof(Alone))]
public sealed class RealPrometheusTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_release_is_kept_held_or_refused_by_what_a_real_Prometheus_says_of_real_requests()
    {
        using var prometheus = RealPrometheus.Start();
        await _service.FirstAsync(_service.Artifact("a1"));
        prometheus.Scrape((await _service.HostAsync()).ActiveSlot!.MetricsPort);
        await Patience.UntilAsync(IsScrapedAsync, "the slot has been scraped");

        (await DeployAsync("held", """sum(http_requests_total{status="teapot"})""", "max: 0")).ExitCode.ShouldBe(3);
        var refused = await DeployAsync("refused", """sum(http_requests_total{status="200"})""", "max: 0");
        var kept = await DeployAsync("kept", "min_over_time(up[1s])", "min: 1");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldMatch(@"gate refused failed: \d+ \(1 values\), demanded is at most 0");
        kept.ShouldSucceed().Output.ShouldContain("gate kept");

        async Task<bool> IsScrapedAsync()
        {
            await _service.AnswersAsync();
            try
            {
                return (
                    await _service.Http.GetStringAsync(
                        new Uri(prometheus.Url + "/api/v1/query?query=sum(http_requests_total{status=%22200%22})>0")
                    )
                ).Contains("\"value\"", StringComparison.Ordinal);
            }
            catch (HttpRequestException)
            {
                return false; // It does not listen yet.
            }
        }

        Task<Cli.Result> DeployAsync(string name, string query, string limit) =>
            _service.DeployAsync(
                _service.Artifact(name),
                "--verify-seconds",
                "1",
                "--environment",
                _service.Environment(
                    name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""
                        gates:
                          before:
                            - prometheus: { name: {{name}}, url: "{{prometheus.Url}}", query: '{{query}}', {{limit}} }
                        """
                    )
                )
            );
    }
}
