using System.Text.Json;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Version_as_JSON_tells_version_commit_and_schema_range()
    {
        using var scratch = Scratch.Empty();
        var (code, output, _) = await Cli.RunAsync(scratch, "version", "--json");
        code.ShouldBe(ExitCode.Done);
        var version = JsonDocument.Parse(output).RootElement;
        version.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        version.GetProperty("commit").GetString().ShouldNotBeNullOrEmpty();
        version
            .GetProperty("schema")
            .GetProperty("max")
            .GetInt64()
            .ShouldBeGreaterThanOrEqualTo(version.GetProperty("schema").GetProperty("min").GetInt64());
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("nonsense")]
    [InlineData("import")]
    [InlineData("simulate")]
    [InlineData("migrate", "up", "--nonsense")]
    public async Task A_wrong_command_line_ends_with_2_and_says_why(params string[] args)
    {
        using var scratch = Scratch.Empty();
        var (code, _, error) = await Cli.RunAsync(scratch, args);
        code.ShouldBe(ExitCode.WrongUsage);
        error.ShouldNotBeEmpty();
        Directory.GetFileSystemEntries(scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_command_has_help_with_examples()
    {
        using var scratch = Scratch.Empty();
        foreach (
            var command in (string[][])
                [
                    ["migrate"],
                    ["migrate", "up"],
                    ["migrate", "down"],
                    ["migrate", "status"],
                    ["import"],
                    ["import-grid"],
                    ["simulate"],
                    ["version"],
                    ["health"],
                    ["explain"],
                    ["quality"],
                    ["card"],
                    ["chap"],
                    ["chap", "train"],
                    ["chap", "predict"],
                    ["chap", "serve"],
                ]
        )
        {
            var (code, output, _) = await Cli.RunAsync(scratch, [.. command, "--help"]);
            code.ShouldBe(ExitCode.Done);
            output.ShouldContain("Examples:");
            output.ShouldContain($"malaria-predictor {string.Join(' ', command)}");
        }
    }

    [Fact]
    public async Task A_rejected_file_ends_with_1_and_lists_its_problems()
    {
        using var scratch = await Scratch.MigratedAsync();
        var path = scratch.Write("bad.csv", Scratch.Header + "2023-01,Abim,many\n");
        var (code, _, error) = await Cli.RunAsync(scratch, "import", path);
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("bad.csv was rejected, nothing was stored: 1 problem.");
        error.ShouldContain("  bad.csv:2, disease_cases, 'many': this is not a number. Write digits");
    }

    [Fact]
    public async Task A_rejected_file_as_JSON_is_one_document()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (code, output, _) = await Cli.RunAsync(
            scratch,
            "import",
            scratch.Write("bad.csv", Scratch.Header + "2023-01,Abim,many\n"),
            "--json"
        );
        code.ShouldBe(ExitCode.Failed);
        var problem = JsonDocument.Parse(output).RootElement.GetProperty("problems")[0];
        (
            problem.GetProperty("line").GetInt32(),
            problem.GetProperty("column").GetString(),
            problem.GetProperty("value").GetString()
        ).ShouldBe((2, "disease_cases", "many"));
    }

    [Fact]
    public async Task Importing_before_migrating_is_one_sentence_with_the_remedy()
    {
        using var scratch = Scratch.Empty();
        var (code, output, error) = await Cli.RunAsync(scratch, "import", scratch.Write("good.csv", Scratch.Header + "2023-01,Abim,1\n"));
        (code, output).ShouldBe((ExitCode.Failed, ""));
        error.ShouldStartWith("malaria-predictor: There is no database at");
        error.TrimEnd().ShouldNotContain('\n');
        error.ShouldContain("malaria-predictor migrate up");
    }

    [Fact]
    public async Task A_held_migration_ends_with_3()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,1\n");
        (await Cli.RunAsync(scratch, "migrate", "down", "--to", "0")).Code.ShouldBe(ExitCode.Held);
    }
}
