using System.Text;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class TolerantReadingTests
{
    private const string Two = "2025-01,Abim,5\n2025-02,Abim,7\n";

    [Fact]
    public Task A_byte_order_mark_is_no_part_of_the_first_name() =>
        ReadsAsFiveAndSeven([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Scratch.Header + Two)]);

    [Fact]
    public Task Unicode_of_spreadsheets_is_read() =>
        ReadsAsFiveAndSeven([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Scratch.Header + Two)]);

    [Fact]
    public Task Lines_may_end_as_on_Windows() =>
        ReadsAsFiveAndSeven((Scratch.Header + Two).Replace("\n", "\r\n", StringComparison.Ordinal));

    [Fact]
    public Task Values_may_stand_in_quotes() =>
        ReadsAsFiveAndSeven("\"time_period\",\"location\",\"disease_cases\"\n\"2025-01\",\"Abim\",\"5\"\n2025-02,Abim,\"7\"\n");

    [Theory]
    [InlineData(',', "105; Fever; confirmed; under 5")]
    [InlineData(';', "Fever, all, ages, and, sexes")]
    public Task Separators_within_the_quoted_name_of_a_column_are_none(char separator, string name) =>
        ReadsAsFiveAndSeven(
            "time_period|location|disease_cases|NAME\n2025-01|Abim|5|few\n2025-02|Abim|7|few\n"
                .Replace('|', separator)
                .Replace("NAME", $"\"{name}\"", StringComparison.Ordinal),
            $"column {name} holds text in 2 rows: left out"
        );

    [Fact]
    public Task A_gzipped_file_is_unpacked_whatever_its_name() =>
        ReadsAsFiveAndSeven(BadFileTests.Gzipped(Encoding.UTF8.GetBytes(Scratch.Header + Two)));

    [Fact]
    public Task Blank_lines_and_blank_ends_of_lines_are_passed_over() =>
        ReadsAsFiveAndSeven("\n" + Scratch.Header + "2025-01,Abim,5,,\n\n,,\n2025-02,Abim,7\n\n");

    [Fact]
    public Task Capitals_and_spaces_in_the_header_do_not_matter() => ReadsAsFiveAndSeven(" Time_Period , LOCATION,Disease_Cases\n" + Two);

    [Fact]
    public Task Whole_numbers_may_be_written_with_a_decimal() =>
        ReadsAsFiveAndSeven(Scratch.Header + "2025-01,Abim,5.0\n2025-02,Abim,7e0\n");

    [Fact]
    public Task Semicolons_and_tabs_may_separate_the_columns() =>
        Task.WhenAll(
            ReadsAsFiveAndSeven((Scratch.Header + Two).Replace(',', ';')),
            ReadsAsFiveAndSeven((Scratch.Header + Two).Replace(',', '\t'))
        );

    [Fact]
    public Task A_column_without_a_name_is_an_index_and_left_out() =>
        ReadsAsFiveAndSeven(
            ",time_period,location,disease_cases\n0,2025-01,Abim,5\n1,2025-02,Abim,7\n",
            "1 column without a name left out"
        );

    [Fact]
    public Task A_column_of_words_is_left_out() =>
        ReadsAsFiveAndSeven(
            "time_period,location,disease_cases,kind\n2025-01,Abim,5,CSB1\n2025-02,Abim,7,CSB2\n",
            "column kind holds text in 2 rows: left out"
        );

    [Fact]
    public async Task Decimal_commas_are_read_and_counted_where_semicolons_separate()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync("time_period;location;disease_cases;rainfall\n2025-01;Abim;5;12,5\n2025-02;Abim;7;3,25\n");
        report.Warnings.ShouldBe(["2 decimal commas read as decimal points (first in line 2)"]);
        (await Panels.NewestAsync(scratch)).Series(0, "rainfall").ToArray().ShouldBe([12.5, 3.25]);
    }

    [Fact]
    public async Task Decimal_commas_and_points_in_one_file_are_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            "time_period;location;disease_cases;rainfall\n2025-01;Abim;5;12,5\n2025-02;Abim;7;1.234\n"
        );
        rejected.ShouldBeOne(3, "", "1.234", "decimal comma in line 2", "decimal point");
    }

    [Fact]
    public async Task Names_in_Latin_1_are_read_with_a_warning()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Encoding.Latin1.GetBytes(Scratch.Header + "2025-01,Séguéla,5\n"));
        report.Warnings.ShouldBe(["not UTF-8: read as Latin-1, which concerns 2 letters (é); check the names"]);
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["Séguéla"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("n/a")]
    public async Task A_missing_value_may_be_written_in_many_ways(string missing)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + $"2025-01,Abim,5\n2025-02,Abim,{missing}\n");
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([5, double.NaN]);
    }

    [Fact]
    public async Task Gaps_are_read_as_missing_and_counted()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Scratch.Header + "2025-01,Abim,5\n2025-04,Abim,7\n");
        report.Warnings.ShouldBe(["2 months are absent within the series, read as missing (first: Abim after 2025-01)"]);
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([5, double.NaN, double.NaN, 7]);
    }

    [Fact]
    public async Task Parts_of_a_case_are_kept_and_counted()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Scratch.Header + "2025-01,Abim,5.5\n2025-02,Abim,7\n");
        report.Warnings.ShouldBe(["values of disease_cases that are not whole numbers, kept as they are: 1 (first in line 2)"]);
    }

    [Fact]
    public async Task Further_columns_are_kept_as_covariates_and_the_simulated_mark_is_not()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync("time_period,location,disease_cases,ndvi,simulated\n2025-01,Abim,5,0.25,1\n");
        report.Simulated.ShouldBeTrue();
        (await Panels.NewestAsync(scratch)).Variables.ShouldBe(["disease_cases", "ndvi"]);
        (await new SourceFiles(scratch.Database).AnySimulatedAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    private static Task ReadsAsFiveAndSeven(string csv, params string[] warnings) =>
        ReadsAsFiveAndSeven(Encoding.UTF8.GetBytes(csv), warnings);

    private static async Task ReadsAsFiveAndSeven(byte[] csv, params string[] warnings)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(csv);
        report.Warnings.ShouldBe(warnings);
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldBe(["Abim"]);
        panel.Variables.ShouldBe(["disease_cases"]);
        panel.Series(0, "disease_cases").ToArray().ShouldBe([5, 7]);
    }
}
