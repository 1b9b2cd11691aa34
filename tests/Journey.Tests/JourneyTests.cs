using System.Diagnostics;

namespace MalariaPredictor.Journey.Tests;

public sealed class JourneyTests
{
    [Fact]
    public async Task From_a_clone_to_forecasts_through_a_release_and_back_without_a_dropped_request()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The launcher that the documents show is a POSIX script.");
        await using var clone = await FreshClone.MakeAsync();
        await The_readme_serves_until_it_is_interrupted(clone);

        using var stop = new CancellationTokenSource();
        var load = new Load(clone.Url);
        var running = Task.CompletedTask;
        foreach (var command in Documented.Commands("docs/releases.md"))
        {
            if (command.StartsWith("./pipeline plan", StringComparison.Ordinal))
            {
                await clone.CommitAChangeAsync();
            }

            if (command.StartsWith("./pipeline deploy", StringComparison.Ordinal))
            {
                running = load.RunAsync(stop.Token);
            }

            if (command == "./pipeline down")
            {
                await stop.CancelAsync();
                await running;
            }

            await clone.RunAsync(command);
        }

        load.Failures.ShouldBeEmpty();
        load.Answers.Count.ShouldBe(2, "the old release and the new one have both answered");
    }

    private static async Task The_readme_serves_until_it_is_interrupted(FreshClone clone)
    {
        var up = Documented.Commands("README.md").ShouldHaveSingleItem();
        using var process = clone.Start(up);
        var errors = process.StandardError.ReadToEndAsync();
        var said = await UntilAsync(process.StandardOutput, clone.Url.Authority);
        using (var client = new HttpClient())
        {
            (await client.GetStringAsync(clone.Url)).ShouldContain("SIMULATED");
        }

        using (var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        said += await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, said + await errors);
    }

    private static async Task<string> UntilAsync(StreamReader output, string text)
    {
        var said = "";
        while (!said.Contains(text, StringComparison.Ordinal))
        {
            var line = await output.ReadLineAsync();
            line.ShouldNotBeNull($"It ended without '{text}':\n{said}");
            said += line + "\n";
        }

        return said;
    }
}
