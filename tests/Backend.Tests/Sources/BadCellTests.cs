namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class BadCellTests
{
    private const string Good = "2023-01,Abim,5\n";

    [Fact]
    public async Task A_bad_period_is_refused_with_the_forms_that_are_known()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + Good + "2023-13,Abim,6\n");
        rejected.ShouldBeOne(3, "time_period", "2023-13", "not a period", "2023-01");
    }

    [Fact]
    public async Task A_year_of_another_age_is_refused_as_it_would_stretch_the_panel()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + Good + "0203-01,Abim,6\n");
        rejected.ShouldBeOne(3, "time_period", "0203-01", "1900 to 2100", "2023-01");
    }

    [Fact]
    public async Task Text_for_a_number_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + Good + "2023-02,Abim,many\n");
        rejected.ShouldBeOne(3, "disease_cases", "many", "not a number", "leave the cell empty");
    }

    [Fact]
    public async Task A_thousands_separator_is_refused_rather_than_guessed_at()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-02,Abim,\"1,234\"\n");
        rejected.ShouldBeOne(2, "disease_cases", "1,234", "not a number", "1234.5");
    }

    [Theory]
    [InlineData("disease_cases", "-5")]
    [InlineData("population", "-1")]
    [InlineData("rainfall", "-0.5")]
    public async Task A_negative_count_or_amount_is_refused(string column, string value)
    {
        using var scratch = await Scratch.MigratedAsync();
        var extra = column == "disease_cases" ? "x" : "disease_cases";
        var rejected = await scratch.RejectedAsync($"time_period,location,{column},{extra}\n2023-01,Abim,{value},1\n");
        rejected.ShouldBeOne(2, column, value, "cannot be negative", "Correct it");
    }

    [Theory]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public async Task An_infinite_number_is_refused(string value)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + $"2023-01,Abim,{value}\n");
        rejected.ShouldBeOne(2, "disease_cases", value, "infinite", "Leave the cell empty");
    }

    [Fact]
    public async Task An_absurdly_large_number_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01,Abim,9e15\n");
        rejected.ShouldBeOne(2, "disease_cases", "9e15", "absurdly large", "Correct it");
    }

    [Fact]
    public async Task Temperatures_in_kelvin_are_recognized()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("time_period,location,disease_cases,mean_temperature\n2023-01,Abim,1,298.4\n");
        rejected.ShouldBeOne(2, "mean_temperature", "298.4", "degrees Celsius", "Subtract 273.15");
    }

    [Fact]
    public async Task An_empty_location_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01, ,5\n");
        rejected.ShouldBeOne(2, "location", "", "empty", "name");
    }

    [Fact]
    public async Task The_same_place_and_period_twice_is_refused_naming_both_lines()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + Good + "2023-02,Abim,6\n202301,Abim,7\n");
        rejected.ShouldBeOne(
            4,
            "location, time_period",
            "Abim, 2023-01",
            "line 2 already; the two lines differ in time_period, disease_cases",
            "add a column parent"
        );
    }

    [Fact]
    public async Task Weeks_among_months_are_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + Good + "2023W06,Abim,6\n");
        rejected.ShouldBeOne(3, "time_period", "2023W06", "one of weeks, while line 2 began with months", "two files");
    }

    [Fact]
    public async Task All_problems_are_told_at_once_one_for_each_cause()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rows = string.Concat(Enumerable.Range(1, 25).Select(row => $"2023-01,Place {row},bad\n"));
        var rejected = await scratch.RejectedAsync(Scratch.Header + rows + "2023-99,Abim,-1\n");
        rejected.Total.ShouldBe(27);
        rejected.Untold.ShouldBe(0);
        rejected
            .Problems.Select(problem => (problem.Line, problem.Value, problem.More))
            .ShouldBe([(2, "bad", 24), (27, "2023-99", 0), (27, "-1", 0)]);
    }

    [Fact]
    public async Task A_value_from_the_file_cannot_play_tricks_on_the_terminal()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01,Abim,\u001b[2J" + new string('x', 500) + "\n");
        rejected.Problems[0].Value.ShouldNotContain('\u001b');
        rejected.Problems[0].Value.Length.ShouldBeLessThan(70);
    }
}
