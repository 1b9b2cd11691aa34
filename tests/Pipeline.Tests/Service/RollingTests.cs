using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

/// <summary>Several instances of a slot, and one release following the other among them, under load.</summary>
[Collection(nameof(Alone))]
public sealed class RollingTests : IAsyncDisposable
{
    private const int Connections = 20;
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Instance_by_instance_and_back_no_request_fails_and_none_of_the_old_stays()
    {
        await FirstAsync("rolling");
        var old = await _service.AnswersAsync();
        await using var load = new Load(_service.Url + "/work", Connections);
        await load.MoreAsync(200);

        (await DeployAsync("rolling", _service.Artifact("b2")))
            .ShouldSucceed()
            .Output.ShouldContain("2 instances of slot green take the traffic");
        Instances(await _service.HostAsync()).ShouldBe(["green", "green-2"]);
        var renewed = await _service.AnswersAsync();
        await load.MoreAsync(200);
        (await _service.RunAsync("rollback", "--environment", Environment("rolling"))).ShouldSucceed();

        Instances(await _service.HostAsync()).ShouldBe(["blue", "blue-2"]);
        await load.MoreAsync(200);
        load.Failures.ShouldBeEmpty();
        load.Answers.Keys.ShouldBe([old, renewed], ignoreOrder: true);
        (await _service.HostAsync()).Slots.ShouldAllBe(instance => instance.Traffic.Requests > 0, "both take their share");
    }

    [Fact]
    public async Task An_instance_that_fails_half_way_brings_all_of_the_old_ones_back()
    {
        await FirstAsync("rolling");
        var old = await _service.AnswersAsync();
        await using var load = new Load(_service.Url + "/work", Connections);

        var refused = await DeployAsync("rolling", _service.Artifact("b2", new { StartsAtMost = 1 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("instance 2 failed: its process ended before it was ready");
        Instances(await _service.HostAsync()).ShouldBe(["blue", "blue-2"]);
        (await _service.HostAsync()).Slots.ShouldAllBe(instance => instance.Release == old && instance.Condition == SlotCondition.Ready);
        await load.MoreAsync(100);
        load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployer_killed_half_way_is_undone_by_the_next_command_while_all_requests_are_answered()
    {
        await FirstAsync("rolling");
        var old = await _service.AnswersAsync();
        await using var load = new Load(_service.Url + "/work", Connections);
        // The second instance never gets ready, so the deployer waits for it with one new and one old serving.
        using var deployer = _service.Start(
            "deploy",
            "--artifact",
            _service.Artifact("b2", new { HangsFromStart = 2 }),
            "--environment",
            Environment("rolling")
        );
        await Patience.UntilAsync(async () => Instances(await _service.HostAsync()).Contains("green-2"), "it is half-way");

        deployer.Kill();
        await deployer.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await _service.RunAsync("resume", "--environment", Environment("rolling"))).ShouldSucceed();

        Instances(await _service.HostAsync()).ShouldBe(["blue", "blue-2"]);
        (await _service.AnswersAsync()).ShouldBe(old);
        await load.MoreAsync(100);
        load.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Blue_green_with_several_instances_switches_them_together_and_an_instance_that_dies_takes_no_request_with_it()
    {
        await FirstAsync("blue-green");
        (await DeployAsync("blue-green", _service.Artifact("b2"))).ShouldSucceed();
        var host = await _service.HostAsync();
        Instances(host).ShouldBe(["blue", "blue-2", "green", "green-2"]);
        await using var load = new Load(_service.Url + "/work", Connections);
        await load.MoreAsync(100);

        Pipeline.Tools.Signals.KillGroup(Pipeline.Tools.ProcessIdentity.Of(host.Find("green-2")!.Pid)!);

        await Patience.UntilAsync(
            async () => (await _service.HostAsync()).Find("green-2") is { Restarts: 1, Condition: SlotCondition.Ready },
            "the instance is back"
        );
        await load.MoreAsync(100);
        load.Failures.ShouldBeEmpty();
    }

    private Task FirstAsync(string strategy) => _service.FirstAsync(_service.Artifact("a1"), "--environment", Environment(strategy));

    private Task<Cli.Result> DeployAsync(string strategy, string artifact) =>
        _service.DeployAsync(artifact, "--environment", Environment(strategy));

    private string Environment(string strategy) =>
        _service.Environment(strategy, $"strategy: {strategy}\ninstances: 2\ngates: {{ before: [version] }}\n");

    private static IReadOnlyList<string> Instances(HostStatus host) => [.. host.Slots.Select(instance => instance.Name)];
}
