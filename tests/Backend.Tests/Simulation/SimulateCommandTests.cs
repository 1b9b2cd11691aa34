using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Commands;

namespace MalariaPredictor.Backend.Tests.Simulation;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task What_is_simulated_can_be_imported_with_its_label_and_without_a_complaint()
    {
        using var scratch = await Scratch.MigratedAsync();
        (await Cli.RunAsync(scratch, "simulate", "--out", scratch.Folder)).Code.ShouldBe(ExitCode.Done);
        var import = await Cli.RunAsync(
            scratch,
            "import",
            Path.Combine(scratch.Folder, "observations.csv"),
            "--boundaries",
            Path.Combine(scratch.Folder, "boundaries.geojson")
        );
        (import.Code, import.Error).ShouldBe((ExitCode.Done, ""));
        import.Output.ShouldContain("(SIMULATED): 2880 rows, 24 locations, months 2016-01 to 2025-12.");
        import.Output.ShouldContain("24 boundaries stored.");
    }

    [Fact]
    public async Task Data_that_are_not_simulated_are_not_written_over()
    {
        using var scratch = Scratch.Empty();
        scratch.Write("observations.csv", Scratch.Header + "2023-01,Abim,5\n");
        var refused = await Cli.RunAsync(scratch, "simulate", "--out", scratch.Folder);
        refused.Code.ShouldBe(ExitCode.Failed);
        refused.Error.ShouldContain("Name another directory with --out.");
        (
            await File.ReadAllTextAsync(Path.Combine(scratch.Folder, "observations.csv"), TestContext.Current.CancellationToken)
        ).ShouldContain("Abim");
    }

    [Theory]
    [InlineData("--districts", "0")]
    [InlineData("--years", "51")]
    [InlineData("--end", "2023W01")]
    [InlineData("--seed", "x")]
    public async Task A_number_out_of_range_is_wrong_usage(string option, string value)
    {
        using var scratch = Scratch.Empty();
        var wrong = await Cli.RunAsync(scratch, "simulate", "--out", scratch.Folder, option, value);
        wrong.Code.ShouldBe(ExitCode.WrongUsage);
        wrong.Error.ShouldContain(value);
    }
}
