using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Species;

public sealed class SpeciesImportTests
{
    [Theory]
    [InlineData("cases_pf,cases_pv")]
    [InlineData("pf,pv")]
    [InlineData("falciparum_mixed_cases,vivax_cases")]
    [InlineData("test_pf_tot,test_pv_only")]
    public async Task Columns_of_both_species_are_known_by_their_common_names(string columns)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync($"time_period,location,disease_cases,{columns}\n2024-01,Aa,5,3,2\n");
        var panel = await Panels.NewestAsync(scratch);

        (
            panel.Series(0, Variables.FalciparumCases)[0],
            panel.Series(0, Variables.VivaxCases)[0],
            panel.Series(0, Variables.Cases)[0]
        ).ShouldBe((3, 2, 5));
    }

    [Fact]
    public async Task The_sum_of_the_species_is_the_number_of_cases_and_what_it_replaces_is_counted()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            "time_period,location,disease_cases,pf,pv\n2024-01,Aa,5,3,2\n2024-02,Aa,9,3,2\n2024-03,Aa,,4,4\n2024-04,Aa,7,4,\n2"
                + "024-05,Aa,6,,\n"
        );
        var panel = await Panels.NewestAsync(scratch);

        panel.Series(0, Variables.Cases).ToArray().ShouldBe([5, 5, 8, 7, 6]);
        panel.Series(0, Variables.FalciparumCases).ToArray().ShouldBe([3, 3, 4, double.NaN, double.NaN]);
        report.Warnings.ShouldContain("disease_cases that are not the sum of the species: the sum counts: 1 (first in line 3)");
        report.Warnings.ShouldContain("empty disease_cases filled with the sum of the species: 1 (first in line 4)");
        report.Warnings.ShouldContain("rows that give one species alone, read as giving none: 1 (first in line 5)");
    }

    [Fact]
    public async Task With_both_species_the_total_need_not_be_given()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync("time_period,location,cases_pf,cases_pv\n2024-01,Aa,3,2\n");

        (await Panels.NewestAsync(scratch)).Series(0, Variables.Cases)[0].ShouldBe(5);
    }

    [Fact]
    public async Task One_species_alone_is_a_covariate()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync("time_period,location,disease_cases,cases_pf\n2024-01,Aa,5,3\n");

        (await Panels.NewestAsync(scratch)).Has(Variables.FalciparumCases).ShouldBeFalse();
        report.Warnings.ShouldContain(warning => warning.Contains("read as a covariate"));
        await new Func<Task>(() =>
            scratch.ImportAsync("time_period,location,cases_pf\n2024-01,Aa,3\n")
        ).ShouldThrowAsync<MalariaPredictor.Backend.Sources.Files.RejectedFileException>();
    }

    [Fact]
    public async Task Negative_cases_of_a_species_are_refused_with_their_line()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("time_period,location,pf,pv\n2024-01,Aa,3,-2\n");
        (rejected.Problems[0].Line, rejected.Problems[0].Column).ShouldBe((2, "cases_pv"));
    }
}
