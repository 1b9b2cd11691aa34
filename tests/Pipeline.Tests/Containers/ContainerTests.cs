using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>
/// The image, built and run for real as a pod would run it: no root, no rights, no network, a disk that cannot be written.
/// </summary>
public sealed class ContainerTests(BuiltImage image) : IClassFixture<BuiltImage>
{
    [Fact]
    public async Task It_is_alive_without_data_healthy_once_it_has_forecasts_and_ends_when_told()
    {
        using var data = new TemporaryFolder();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0b111_111_111);
        await File.WriteAllLinesAsync(data.File("cases.csv"), Cases(), TestContext.Current.CancellationToken);
        var container = (
            await image.PodmanAsync([
                "run",
                "--detach",
                .. ImageStore.Restricted,
                "--volume",
                $"{data.Path}:/data",
                "--env",
                "DATABASE_URL=sqlite:///data/malaria.db",
                await image.NameAsync(),
            ])
        ).ShouldSucceed();

        await Patience.UntilAsync(async () => (await InsideAsync(container, "health", "liveness")).ExitCode == 0, "the process is alive");
        (await HealthAsync(container)).ShouldBe(1);
        (await InsideAsync(container, "health")).Output.ShouldContain("migrate up");
        await RunsWithoutRightsAsync(container);
        foreach (
            var command in (string[][])
                [
                    ["migrate", "up"],
                    ["import", "/data/cases.csv"],
                    ["train"],
                    ["forecast"],
                ]
        )
        {
            (await InsideAsync(container, command)).ShouldSucceed();
        }
        await Patience.UntilAsync(async () => await HealthAsync(container) == 0, "the container is healthy");

        (await image.PodmanAsync("stop", "--time", "30", container)).ShouldSucceed();
        (await image.PodmanAsync("inspect", container, "--format", "{{.State.ExitCode}}")).ShouldSucceed().ShouldBe("0");
    }

    [Fact]
    public async Task It_says_which_commit_it_was_built_from()
    {
        var said = (
            await image.PodmanAsync(["run", "--rm", .. ImageStore.Restricted, await image.NameAsync(), "version", "--json"])
        ).ShouldSucceed();
        JsonNode.Parse(said)!["commit"]!.GetValue<string>().ShouldBe(BuiltImage.Commit);
    }

    [Fact]
    public async Task It_has_the_client_programs_that_backups_need_with_all_their_libraries()
    {
        var program = Directory.EnumerateFiles("/usr/lib/postgresql", "pg_dump", SearchOption.AllDirectories).Order().Last();

        var answer = (
            await image.PodmanAsync([
                "run",
                "--rm",
                .. ImageStore.Restricted,
                "--entrypoint",
                program,
                await image.NameAsync(),
                "--version",
            ])
        ).ShouldSucceed();

        answer.ShouldContain("pg_dump (PostgreSQL)");
    }

    private Task<OutsideProgram.Result> InsideAsync(string container, params string[] command) =>
        image.PodmanAsync(["exec", container, "dotnet", "/app/malaria-predictor.dll", .. command]);

    /// <summary>The image's own health check, as an engine runs it.</summary>
    private async Task<int> HealthAsync(string container) => (await image.PodmanAsync("healthcheck", "run", container)).ExitCode;

    /// <summary>Asked of the kernel, not of the configuration.</summary>
    private async Task RunsWithoutRightsAsync(string container)
    {
        var process = (await image.PodmanAsync("inspect", container, "--format", "{{.State.Pid}}")).ShouldSucceed();
        var status = await File.ReadAllLinesAsync($"/proc/{process}/status", TestContext.Current.CancellationToken);
        status.ShouldContain("Uid:\t1654\t1654\t1654\t1654");
        status.ShouldContain("CapEff:\t0000000000000000");
        status.ShouldContain("NoNewPrivs:\t1");
        (await ImageStore.AsRootAsync("touch", $"/proc/{process}/root/app/x")).Errors.ShouldContain("Read-only file system");
    }

    /// <summary>Three districts over five years, with a season.</summary>
    private static IEnumerable<string> Cases() =>
        [
            "time_period,location,disease_cases,population,rainfall,mean_temperature",
            .. from district in (string[])["Akoro", "Bemba", "Dafra"]
            from month in Enumerable.Range(0, 60)
            select $"{2018 + (month / 12)}-{(month % 12) + 1:00},{district},{100 + (60 * (month % 12)) + (7 * (month % 5))}"
                + $",50000,{20 * (month % 12)},{22 + (month % 6)}",
        ];
}
