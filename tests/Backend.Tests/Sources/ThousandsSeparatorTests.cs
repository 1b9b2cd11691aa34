namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class ThousandsSeparatorTests
{
    [Theory]
    [InlineData(';', "1.234", "998", 1234)]
    [InlineData(';', "1,234", "12", 1234)]
    [InlineData('\t', "2.310", "7", 2310)]
    [InlineData('|', "1.045.210", "3", 1045210)]
    public async Task A_mark_before_exactly_three_digits_separates_thousands_and_the_report_says_so(
        char separator,
        string first,
        string second,
        double expected
    )
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            $"time_period,location,disease_cases\n2025-01,Abim,#1\n2025-02,Abim,#2\n"
                .Replace(',', separator)
                .Replace("#1", first, StringComparison.Ordinal)
                .Replace("#2", second, StringComparison.Ordinal)
        );
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases")[0].ShouldBe(expected);
        report.Warnings.ShouldHaveSingleItem().ShouldContain($"as thousands separator, such as {first} as {expected}");
    }

    [Fact]
    public async Task A_population_is_a_count_and_rain_is_not()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            "time_period;location;disease_cases;population;rainfall\n2025-01;Abim;1.442;45.210;1.442\n2025-02;Abim;998;45.210;12.5\n"
        );
        var panel = await Panels.NewestAsync(scratch);
        panel.Series(0, "disease_cases").ToArray().ShouldBe([1442, 998]);
        panel.Series(0, "population").ToArray().ShouldBe([45210, 45210]);
        panel.Series(0, "rainfall").ToArray().ShouldBe([1.442, 12.5]);
    }

    [Theory]
    [InlineData(";", "1.442", "12.5", "12.5")]
    [InlineData(";", "1.442", "1,442", "another mark")]
    [InlineData(";", "1.442", "2310", "no separator")]
    [InlineData(";", "45.000", "46.000", "end in 000")]
    [InlineData("\t", "1.442", "0.5", "0.5")]
    [InlineData(",", "1.442", "998", "decides it")]
    public async Task A_column_that_does_not_decide_is_refused_with_the_cell(string separator, string first, string second, string why)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            string.Join(separator, "time_period", "location", "disease_cases")
                + "\n"
                + string.Join(separator, "2025-01", "Abim", first)
                + "\n"
                + string.Join(separator, "2025-02", "Abim", second)
                + "\n"
        );
        rejected.ShouldBeOne(2, "disease_cases", first, why, "Write counts as digits alone");
    }

    [Fact]
    public async Task Fractions_in_a_file_with_commas_between_its_columns_stay_fractions()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Scratch.Header + "2025-01,Abim,1.442\n2025-02,Abim,2.71828\n");
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([1.442, 2.71828]);
    }
}
