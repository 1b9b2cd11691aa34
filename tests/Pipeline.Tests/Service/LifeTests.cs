using System.Net;
using System.Net.Sockets;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class LifeTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Up_run_twice_has_nothing_to_do_and_down_leaves_no_process()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed().Output.ShouldContain("Nothing to do");
        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
        var host = await _service.HostAsync();
        var processes = host.Slots.Select(slot => ProcessIdentity.Of(slot.Pid)).Append(host.Process).ToList();

        var down = (await _service.RunAsync("down")).ShouldSucceed();

        processes.Count.ShouldBe(3);
        processes.ShouldAllBe(process => !process!.IsAlive);
        down.Output.ShouldContain("slot blue");
        (await _service.StatusAsync()).Running.ShouldBeFalse();
    }

    [Fact]
    public async Task After_down_up_serves_the_same_release_again()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var release = await _service.AnswersAsync();
        (await _service.RunAsync("down")).ShouldSucceed();

        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();

        (await _service.AnswersAsync()).ShouldBe(release);
    }

    [Fact]
    public async Task In_the_foreground_a_Ctrl_C_ends_everything_cleanly_even_where_a_script_had_it_ignored()
    {
        using var up = _service.StartInBackground(
            "up",
            "--port",
            $"{_service.Port}",
            "--artifact",
            _service.Artifact("a1"),
            "--watch-seconds",
            "0.2"
        );
        await Patience.UntilAsync(async () => (await _service.StatusAsync()) is { Lock: null, Host.ActiveSlot: not null }, "it serves");
        var host = await _service.HostAsync();

        Signals.AskToInterrupt(ProcessIdentity.Of(up.Id)!);
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        up.ExitCode.ShouldBe(0);
        host.Process.IsAlive.ShouldBeFalse();
        ProcessIdentity.Of(host.ActiveSlot!.Pid).ShouldBeNull();
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_process_and_another_choice()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _service.Port);
        taken.Start();

        var refused = await _service.UpAsync(_service.Artifact("a1"));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"port {_service.Port} is taken by process {Environment.ProcessId}");
        refused.Errors.ShouldContain("--port");
    }

    [Fact]
    public async Task Rejected_data_change_nothing_and_say_why()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var old = await _service.AnswersAsync();
        var file = Path.Combine(_service.State, "cases.csv");
        await File.WriteAllTextAsync(file, "time_period,location,disease_cases\n2020-01,here,x\n", TestContext.Current.CancellationToken);

        var refused = await _service.UpAsync(_service.Artifact("b2", new { RejectsImports = true }), "--data", file);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("line 2, column disease_cases");
        (await _service.AnswersAsync()).ShouldBe(old);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hierarchy_goes_in_with_the_data_and_again_when_it_changes(bool simulated)
    {
        Directory.CreateDirectory(_service.State);
        var (data, hierarchy) = (Path.Combine(_service.State, "cases.csv"), Path.Combine(_service.State, "hierarchy.csv"));
        await File.WriteAllTextAsync(data, "time_period,location,disease_cases\n2020-01,here,1\n", TestContext.Current.CancellationToken);
        string[] asked = [.. simulated ? [] : (string[])["--data", data], "--hierarchy", hierarchy];

        await File.WriteAllTextAsync(hierarchy, "location,parent\nhere,North\n", TestContext.Current.CancellationToken);
        (await _service.UpAsync(_service.Artifact("a1"), asked)).ShouldSucceed();
        (await _service.UpAsync(_service.Artifact("a1"), asked)).ShouldSucceed().Output.ShouldContain("Nothing to do");
        await File.WriteAllTextAsync(hierarchy, "location,parent\nhere,South\n", TestContext.Current.CancellationToken);
        (await _service.UpAsync(_service.Artifact("a1"), asked)).ShouldSucceed();

        var database = Directory.GetFiles(Path.Combine(_service.State, "data"), "*.db").ShouldHaveSingleItem();
        (await File.ReadAllLinesAsync(database, TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("imported", StringComparison.Ordinal))
            .ShouldBe(["imported under here,North", "imported under here,South"]);
    }

    [Fact]
    public async Task A_rejected_hierarchy_changes_nothing_and_says_why()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var old = await _service.AnswersAsync();
        var file = Path.Combine(_service.State, "hierarchy.csv");
        await File.WriteAllTextAsync(file, "place,region\n", TestContext.Current.CancellationToken);

        var refused = await _service.UpAsync(_service.Artifact("b2"), "--hierarchy", file);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("columns location and parent");
        refused.Errors.ShouldContain("Correct the file");
        (await _service.AnswersAsync()).ShouldBe(old);
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_brought_back_by_up_but_by_deploy()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var good = await _service.AnswersAsync();
        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
        (await _service.RunAsync("rollback")).ShouldSucceed();

        var held = await _service.UpAsync(_service.Artifact("b2"));
        held.ExitCode.ShouldBe(3);
        (await _service.AnswersAsync()).ShouldBe(good);

        (await _service.DeployAsync(_service.Artifact("b2"))).ShouldSucceed();
        (await _service.AnswersAsync()).ShouldNotBe(good);
    }

    [Fact]
    public async Task Another_file_of_data_begins_no_database_unasked_and_up_alone_goes_on_with_the_known_one()
    {
        Directory.CreateDirectory(_service.State);
        var (first, second) = (Path.Combine(_service.State, "cases.csv"), Path.Combine(_service.State, "newer.csv"));
        await File.WriteAllTextAsync(first, "time_period,location,disease_cases\n2020-01,here,1\n", TestContext.Current.CancellationToken);
        File.Copy(first, second);
        var artifact = _service.Artifact("a1");
        (await _service.UpAsync(artifact, "--data", first)).ShouldSucceed();
        var served = (await _service.StatusAsync()).Database.ShouldNotBeNull();

        var refused = await _service.UpAsync(artifact, "--data", second);
        (await _service.UpAsync(artifact)).ShouldSucceed().Output.ShouldContain("Nothing to do");
        (await _service.UpAsync(artifact, "--data", second, "--database", served)).ShouldSucceed();

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain($"--database '{served}'");
        refused.Errors.ShouldContain("--new-database");
        Directory.GetFiles(Path.Combine(_service.State, "data"), "*.db").ShouldHaveSingleItem();
        (await _service.StatusAsync()).Database.ShouldBe(served);
    }

    [Fact]
    public async Task The_backends_commands_run_with_the_served_program_on_the_served_database()
    {
        (await _service.UpAsync(_service.Artifact("a1"))).ShouldSucceed();
        var status = await _service.StatusAsync();

        var imported = (await _service.RunAsync("backend", "import", "more.csv")).ShouldSucceed();
        var unknown = await _service.RunAsync("backend", "no-such-command", "--json");

        imported.Output.ShouldContain("{}");
        unknown.ExitCode.ShouldBe(2);
        (await File.ReadAllTextAsync(status.Database!["sqlite:///".Length..], TestContext.Current.CancellationToken)).ShouldEndWith(
            "imported\nimported\n"
        );
        Directory.Exists(status.Program).ShouldBeTrue();
    }
}
