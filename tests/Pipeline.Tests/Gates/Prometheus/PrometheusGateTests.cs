using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Gates.Prometheus;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Gates.Prometheus;

public sealed class PrometheusGateTests : IAsyncLifetime
{
    private PrometheusStub _prometheus = null!;

    public async ValueTask InitializeAsync() => _prometheus = await PrometheusStub.StartAsync();

    public ValueTask DisposeAsync() => _prometheus.DisposeAsync();

    [Theory]
    [InlineData("Pass", "0.005", "0.005", "0.01")]
    [InlineData("Fail", "0 to 0.02 (2 values), demanded is at most 0.01", "0.02", "0")]
    [InlineData("Fail", "Infinity", "+Inf")]
    [InlineData("Hold", "no series answers")]
    [InlineData("Hold", "all it says is NaN", "NaN")]
    [InlineData("Hold", "1 of 2 values are NaN", "NaN", "0")]
    [InlineData("Fail", "0.5", "NaN", "0.5")]
    public async Task Every_value_must_lie_within_the_limits_and_what_is_no_number_is_not_known(
        string decision,
        string reason,
        params string[] values
    )
    {
        _prometheus.Says(values);

        var verdict = await JudgeAsync(Spec);

        verdict.Decision.ToString().ShouldBe(decision, verdict.Reason);
        verdict.Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"1:5: parse error"}""", "400, bad_data: 1:5: parse error")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"query timed out"}""", "503, timeout")]
    [InlineData(200, "<html>a proxy's page</html>", "nothing that Prometheus says: <html>")]
    [InlineData(200, "", "nothing that Prometheus says")]
    [InlineData(200, """{"status":"success","data":{"resultType":"string","result":[1,"x"]}}""", "nothing that Prometheus says")]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"many"]}]}}""",
        "nothing that Prometheus says"
    )]
    [InlineData(200, """{"status":"success"}""", "nothing that Prometheus says")]
    [InlineData(302, "", "302")]
    public async Task An_error_and_garbage_hold(int status, string body, string reason)
    {
        _prometheus.SaysText(status, body);

        var verdict = await JudgeAsync(Spec);

        verdict.Decision.ShouldBe(Decision.Hold);
        verdict.Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task A_server_that_is_slow_or_not_there_holds()
    {
        _prometheus.Answer = context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
        (await JudgeAsync(Spec with { Timeout = TimeSpan.FromSeconds(0.2) })).Reason.ShouldBe("it did not answer within 0.2 s");

        await _prometheus.DisposeAsync();
        var verdict = await JudgeAsync(Spec);

        verdict.Decision.ShouldBe(Decision.Hold);
        verdict.Reason.ShouldContain("could not be asked (ConnectionError)");
    }

    [Fact]
    public async Task Of_a_window_every_value_is_judged_and_warnings_are_shown()
    {
        _prometheus.SaysData(
            """{"resultType":"matrix","result":[{"metric":{},"values":[[1,"0"],[2,"0.5"],[3,"0"]]}]}""",
            ""","warnings":["a store is missing"],"infos":["not a counter"]"""
        );

        var verdict = await JudgeAsync(Spec with { Window = TimeSpan.FromMinutes(1) });

        verdict.Decision.ShouldBe(Decision.Fail);
        verdict.Reason.ShouldBe("0 to 0.5 (3 values), demanded is at most 0.01 (it warns: a store is missing; not a counter)");
    }

    [Fact]
    public async Task A_scalar_is_a_value_and_the_query_tells_the_new_release()
    {
        _prometheus.SaysData("""{"resultType":"scalar","result":[1700000000,"1"]}""");

        (
            await JudgeAsync(Spec with { Min = 1, Max = double.PositiveInfinity, Query = """up{release="${release}",slot="${slot}"}""" })
        ).Decision.ShouldBe(Decision.Pass);

        _prometheus.Asked.ShouldBe(["""/api/v1/query up{release="00007-abc",slot="blue"}"""]);
    }

    [Fact]
    public async Task The_token_comes_from_a_file_and_is_shown_nowhere()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("token"), "hunter2\n", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("GATE_TEST_TOKEN_FILE", folder.File("token"));
        _prometheus.Says("0");
        _prometheus.Token = "hunter2";

        (await JudgeAsync(Spec with { TokenFrom = "GATE_TEST_TOKEN" })).Decision.ShouldBe(Decision.Pass);
        (await JudgeAsync(Spec)).Reason.ShouldContain("401");
        _prometheus.Token = "another";
        (await JudgeAsync(Spec with { TokenFrom = "GATE_TEST_TOKEN" })).Reason.ShouldNotContain("hunter2");
        (await JudgeAsync(Spec with { TokenFrom = "GATE_TEST_NONE" })).Reason.ShouldBe(
            "there is no token in GATE_TEST_NONE, nor in a file that GATE_TEST_NONE_FILE names"
        );
    }

    [Fact]
    public async Task It_is_not_asked_more_often_than_it_could_have_news()
    {
        _prometheus.Says("0");
        var gate = Spec.Create(Subject, TimeProvider.System);

        for (var i = 0; i < 5; i++)
        {
            await gate.JudgeAsync(TestContext.Current.CancellationToken);
        }

        _prometheus.Asked.Count.ShouldBe(1);
    }

    private static GateSubject Subject => new(null!, "blue", "00007-abc", "c", null);

    private PrometheusSpec Spec =>
        new()
        {
            Url = _prometheus.Url,
            Query = "error_ratio",
            Max = 0.01,
        };

    private static Task<Verdict> JudgeAsync(PrometheusSpec spec) =>
        spec.Create(Subject, TimeProvider.System).JudgeAsync(TestContext.Current.CancellationToken);
}
