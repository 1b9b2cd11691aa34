using System.Text.Json;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Commands;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task A_process_that_lives_but_is_not_ready_is_told_apart_with_the_reason()
    {
        using var database = new TestDatabase();
        await using var app = await ServedApp.Start(database);
        var url = app.Client.BaseAddress!.ToString();
        using var scratch = Scratch.Empty();

        var (alive, said, _) = await Cli.RunAsync(scratch, "health", "liveness", "--url", url);
        alive.ShouldBe(ExitCode.Done);
        said.ShouldStartWith("ready");

        var (ready, document, _) = await Cli.RunAsync(scratch, "health", "--url", url, "--json");
        ready.ShouldBe(ExitCode.Failed);
        JsonElement
            .Parse(document)
            .GetProperty("checks")
            .EnumerateArray()
            .Select(check => check.GetProperty("reason").GetString())
            .ShouldContain(reason => reason!.Contains("malaria-predictor migrate up"));
    }

    [Fact]
    public async Task Where_nothing_serves_it_fails_in_one_line_with_the_remedy()
    {
        using var scratch = Scratch.Empty();
        var (code, _, error) = await Cli.RunAsync(scratch, "health", "--url", "http://127.0.0.1:1");

        code.ShouldBe(ExitCode.Failed);
        error.TrimEnd().ShouldEndWith("Check that malaria-predictor serves there, or name it by --url.");
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("health", "well-being")]
    [InlineData("health", "--timeout", "0")]
    [InlineData("health", "--url", "localhost")]
    public async Task What_cannot_be_asked_is_wrong_usage(params string[] args)
    {
        using var scratch = Scratch.Empty();
        (await Cli.RunAsync(scratch, args)).Code.ShouldBe(ExitCode.WrongUsage);
    }
}
