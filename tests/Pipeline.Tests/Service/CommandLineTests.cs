using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands => ["up", "deploy", "rollback", "status", "logs", "down", "version", "ci", "setup"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_explains_itself_with_examples(string command)
    {
        var help = (await Cli.RunAsync(_folder.Path, command, "--help")).ShouldSucceed();

        help.Output.ShouldContain("Examples:");
        help.Output.ShouldContain($"./pipeline {command}");
    }

    [Fact]
    public async Task Help_lists_every_command_that_people_use()
    {
        var help = (await Cli.RunAsync(_folder.Path)).ShouldSucceed();

        foreach (var command in Commands)
        {
            help.Output.ShouldContain(command.Data);
        }
        help.Output.ShouldNotContain("  host ");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("up", "--port", "70000")]
    [InlineData("up", "--boundaries", "x.geojson")]
    [InlineData("logs", "--slot", "purple")]
    [InlineData("setup")]
    [InlineData("setup", "github", "--repository", "no-owner")]
    [InlineData("setup", "cache", "--reviewer", "octocat")]
    [InlineData("deploy", "--watch-seconds", "-1")]
    public async Task Wrong_usage_is_exit_code_2_and_points_to_help(params string[] arguments)
    {
        var result = await Cli.RunAsync(_folder.Path, arguments);

        result.ExitCode.ShouldBe(2, result.All);
        result.Errors.ShouldContain("--help");
    }

    [Fact]
    public async Task Help_is_pointed_to_by_the_whole_name_of_a_subcommand() =>
        (await Cli.RunAsync(_folder.Path, "setup", "cache", "--nonsense")).Errors.ShouldContain("./pipeline setup cache --help");

    [Theory]
    [InlineData("--data")]
    [InlineData("--hierarchy")]
    public async Task A_command_that_cannot_be_carried_out_says_what_to_do_and_shows_no_trace(string option)
    {
        var result = await Cli.RunAsync(_folder.Path, "up", option, "missing.csv", "--state", _folder.File("state"));

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("missing.csv");
        result.Errors.ShouldContain("→");
        result.Errors.ShouldContain(option);
        result.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Where_nothing_runs_status_says_so_and_down_has_nothing_to_do()
    {
        var state = _folder.File("state");

        (await Cli.RunAsync(_folder.Path, "status", "--state", state)).ShouldSucceed().Output.ShouldContain("Nothing runs");
        (await Cli.RunAsync(_folder.Path, "down", "--state", state)).ShouldSucceed().Output.ShouldContain("Nothing was running");
    }
}
