using System.Net;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class HostTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Without_a_ready_release_the_answer_is_a_problem_that_says_when_to_ask_again()
    {
        using var client = await StartAsync();

        using var response = await _service.Http.GetAsync(new Uri(_service.Url + "/work"), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_command_under_an_older_lock_is_refused()
    {
        using var client = await StartAsync();
        await client.FenceAsync(7, Cancel);

        var refused = await Should.ThrowAsync<RefusedException>(() => client.StopAsync(new StopSlot("blue"), 6, Cancel));

        refused.Message.ShouldContain("older than 7");
        (await client.StatusAsync(Cancel))!.Fence.ShouldBe(7);
    }

    [Fact]
    public async Task Only_a_ready_slot_gets_the_traffic_and_the_one_that_has_it_is_not_stopped()
    {
        using var client = await StartAsync();
        var artifact = _service.Artifact("a1", new { NeverReady = true });
        await client.StartAsync(new StartSlot("blue", "r1", "a1", artifact, new Dictionary<string, string>()), 1, Cancel);
        (await Should.ThrowAsync<RefusedException>(() => client.SwitchAsync(new SwitchTo("blue", "r1"), 1, Cancel))).Message.ShouldContain(
            "not ready"
        );

        await client.StartAsync(new StartSlot("green", "r2", "b2", _service.Artifact("b2"), new Dictionary<string, string>()), 1, Cancel);
        await Patience.UntilAsync(
            async () => (await client.StatusAsync(Cancel))!.Find("green") is { Condition: Contracts.SlotCondition.Ready },
            "green is ready"
        );
        await client.SwitchAsync(new SwitchTo("green", "r2"), 1, Cancel);

        (await Should.ThrowAsync<RefusedException>(() => client.StopAsync(new StopSlot("green"), 1, Cancel))).Message.ShouldContain(
            "takes the traffic"
        );
        (await _service.AnswersAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task A_slot_whose_deployer_was_gone_before_it_had_started_is_known_to_the_host()
    {
        using var client = await StartAsync();
        var artifact = _service.Artifact("a1");
        for (var milliseconds = 1; milliseconds < 60; milliseconds += 8)
        {
            using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
            await client
                .StartAsync(new StartSlot("blue", $"r{milliseconds}", "a1", artifact, new Dictionary<string, string>()), 1, gone.Token)
                // Answered, or given up.
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await Patience.UntilAsync(
            async () =>
                Processes
                    .Of(artifact)
                    .Select(process => process.Pid)
                    .Order()
                    .SequenceEqual((await client.StatusAsync(Cancel))!.Slots.Select(slot => slot.Pid).Order()),
            "every process is a slot's"
        );
    }

    [Fact]
    public async Task Nobody_but_its_user_may_open_the_command_socket()
    {
        using var client = await StartAsync();

        File.GetUnixFileMode(new StateDirectory(_service.State).Socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_second_host_for_the_same_state_is_refused()
    {
        using var client = await StartAsync();

        var second = await _service.RunAsync("host", "--port", "1");

        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("a host already runs");
    }

    [Fact]
    public async Task Of_several_commands_that_start_the_host_at_once_one_does_and_all_get_it()
    {
        var state = new StateDirectory(_service.State);
        using var client = new HostClient(state);

        var all = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => Launcher(state, client).EnsureAsync(Place, Cancel)))
        );

        all.Count(one => one.Started).ShouldBe(1);
        all.Select(one => one.Status.Process).Distinct().ShouldHaveSingleItem();
        Directory.EnumerateDirectories(Path.Combine(state.Root, "host")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_several_that_copy_the_hosts_program_at_once_none_fails_and_all_get_one_whole_copy()
    {
        var state = new StateDirectory(_service.State);
        var program = Directory.CreateDirectory(Path.Combine(_service.State, "program")).FullName;
        for (var file = 0; file < 20; file++)
        {
            await File.WriteAllTextAsync(Path.Combine(program, $"{file}.dll"), "code", Cancel);
        }

        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => HostProgram.CopyAsync(state, program, Cancel))));

        copies.Distinct().ShouldHaveSingleItem();
        Directory.EnumerateFiles(copies[0]).Count().ShouldBe(20);
        Directory.EnumerateDirectories(Path.GetDirectoryName(copies[0])!).ShouldBe([copies[0]]);
    }

    private HostPlace Place => new(_service.Port, null);

    private static HostLauncher Launcher(StateDirectory state, HostClient client) =>
        new(state, client, TimeProvider.System, Path.GetDirectoryName(Built.Pipeline)!);

    private async Task<HostClient> StartAsync()
    {
        var state = new StateDirectory(_service.State);
        var client = new HostClient(state);
        await Launcher(state, client).EnsureAsync(Place, Cancel);
        return client;
    }
}
