using System.Text.Json;

namespace MalariaPredictor.Backend.Tests.Commands;

public sealed class ImportDryRunTests
{
    private const string Wide = "organisationunitname,Jan-2023,Feb-2023,Comment\nKpele,120,98,late\nDanyi,45,,\n";

    [Fact]
    public async Task A_dry_run_says_what_it_understood_and_stores_nothing()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (code, output, _) = await Cli.RunAsync(scratch, "import", scratch.Write("wide.csv", Wide), "--dry-run");
        code.ShouldBe(0);
        string[] expected =
        [
            "wide.csv: dry run, nothing is stored.",
            "layout: periods as columns",
            "header: row 1",
            "  A   organisationunitname -> location",
            "  B   Jan-2023 -> disease_cases of 2023-01",
            "  D   Comment -> left out",
            "periods: such as Jan-2023 as 2023-01",
            "4 rows, 2 locations, months 2023-01 to 2023-02. The first rows:",
            "  time_period | location | disease_cases",
            "  2023-01 | Kpele | 120",
        ];
        foreach (var line in expected)
        {
            output.Split('\n').Select(found => found.TrimEnd('\r')).ShouldContain(line, output);
        }

        (await scratch.CountAsync("observation")).ShouldBe(0);
        (await scratch.CountAsync("location")).ShouldBe(0);
    }

    [Fact]
    public async Task A_machine_gets_the_same_as_one_document()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (_, output, _) = await Cli.RunAsync(scratch, "import", scratch.Write("wide.csv", Wide), "--dry-run", "--json");
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        root.GetProperty("understood").GetProperty("layout").GetString().ShouldBe("periods as columns");
        root.GetProperty("firstRows")[3].GetProperty("values").GetProperty("disease_cases").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("locations").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_mapping_is_written_once_and_read_again()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (file, mapping) = (scratch.Write("wide.csv", Wide), Path.Combine(scratch.Folder, "wide.yaml"));
        (await Cli.RunAsync(scratch, "import", file, "--dry-run", "--write-mapping", mapping)).Code.ShouldBe(0);
        File.ReadAllText(mapping)
            .ShouldContain("place: \"organisationunitname\"\ncolumns_are: periods\ncells: \"disease_cases\"\nignore: [\"Comment\"]\n");
        (await Cli.RunAsync(scratch, "import", file, "--mapping", mapping)).Code.ShouldBe(0);
        (await scratch.CountAsync("observation")).ShouldBe(4);
        var (code, _, error) = await Cli.RunAsync(scratch, "import", file, "--dry-run", "--write-mapping", mapping);
        code.ShouldBe(1);
        error.ShouldContain("The mapping cannot be written");
    }

    [Fact]
    public async Task A_file_in_the_convention_needs_no_mapping()
    {
        using var scratch = await Scratch.MigratedAsync();
        var file = scratch.Write("long.csv", Scratch.Header + "2023-01,A,5\n");
        var (code, output, error) = await Cli.RunAsync(
            scratch,
            "import",
            file,
            "--dry-run",
            "--write-mapping",
            Path.Combine(scratch.Folder, "m.yaml")
        );
        code.ShouldBe(1);
        output.ShouldContain("layout: the CHAP convention");
        error.ShouldContain("needs no mapping");
    }

    [Theory]
    [InlineData("--write-mapping needs --dry-run", "x.csv", "--write-mapping", "m.yaml")]
    [InlineData("leave --boundaries and --hierarchy out", "x.csv", "--dry-run", "--boundaries", "b.json")]
    [InlineData("name it", "--hierarchy", "h.csv", "--sheet", "a")]
    public async Task Options_that_do_not_go_together_are_wrong_usage(string why, params string[] args)
    {
        using var scratch = Scratch.Empty();
        var (code, _, error) = await Cli.RunAsync(scratch, ["import", .. args]);
        code.ShouldBe(2);
        error.ShouldContain(why);
    }
}
