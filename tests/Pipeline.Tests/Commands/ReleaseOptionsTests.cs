using System.CommandLine;
using MalariaPredictor.Pipeline.Commands;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Commands;

public sealed class ReleaseOptionsTests
{
    private static readonly string[] Names = ["--ready-seconds", "--verify-seconds", "--watch-seconds"];

    [Theory]
    [InlineData("local")]
    [InlineData("staging")]
    [InlineData("production")]
    public void The_times_of_a_release_are_the_environments_and_help_says_no_other(string environment)
    {
        var command = DeployCommand.Create();
        var options = new ReleaseOptions();
        var own = new Command("own");
        options.AddTo(own);
        var file = Checkout.At("deploy", "environments", environment + ".yaml");

        var policy = options.Read(own.Parse(["--environment", file]));

        policy.Timings.ShouldBe(EnvironmentFile.Read(file).Release.Timings);
        foreach (var option in command.Options.Where(option => Names.Contains(option.Name)))
        {
            option.Description.ShouldEndWith("Default: as the environment's file says (timings).");
            option.HasDefaultValue.ShouldBeFalse();
        }
        command.Options.Count(option => Names.Contains(option.Name)).ShouldBe(Names.Length);
    }
}
