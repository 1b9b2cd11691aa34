using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>The clock of these tests stands at 2026-01-01.</summary>
public sealed class TimelinessTests
{
    [Theory]
    [InlineData("2080-05", "In the Nepali calendar 2080 is 2023 or 2024")]
    [InlineData("2080W07", "In the Nepali calendar")]
    [InlineData("2062-01", "after today")]
    [InlineData("2036-01", "after today")]
    public async Task Reports_of_years_to_come_are_refused(string period, string why)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + $"{period},Abim,5\n");
        rejected.Problems[0].What.ShouldContain("1 reports of cases are of periods after today");
        rejected.Problems[0].What.ShouldContain(why);
        rejected.Problems[0].Remedy.ShouldContain("Gregorian");
    }

    [Fact]
    public async Task Reports_of_a_month_to_come_are_told_and_empty_ones_are_not()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Scratch.Header + "2025-12,Abim,5\n2026-01,Abim,4\n2026-02,Abim,6\n2026-03,Abim,\n");
        report
            .Warnings.ShouldHaveSingleItem()
            .ShouldStartWith("1 reports of cases are of periods after today (2026-01), the last of 2026-02");
    }

    [Theory]
    [InlineData(2023, "more than 2 years before today")]
    [InlineData(2024, "more than a year before today")]
    public async Task A_country_silent_for_long_is_told(int year, string since)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Scratch.Header + $"{year}-10,Abim,5\n{year}-11,Abim,6\n");
        report.Warnings.ShouldHaveSingleItem().ShouldStartWith($"the newest report is of {year}-11, {since}");
    }

    [Fact]
    public async Task Places_that_stopped_reporting_and_gaps_of_years_are_named()
    {
        using var scratch = await Scratch.MigratedAsync();
        var text = new StringBuilder(Scratch.Header);
        for (var month = 1; month <= 12; month++)
        {
            text.Append($"2021-{month:00},Abim,5\n2021-{month:00},Stopped,5\n2025-{month:00},Abim,5\n");
        }

        var report = await scratch.ImportAsync(text.ToString());
        report.Warnings.ShouldContain(warning => warning.Contains("stopped reporting") && warning.EndsWith("Stopped (last 2021-12)"));
        report.Warnings.ShouldContain(warning =>
            warning.Contains("two years or more") && warning.EndsWith("Abim (none from 2022-01 to 2024-12)")
        );
    }
}
