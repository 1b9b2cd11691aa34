using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class TotalRowTests
{
    private static readonly int[][] Counts =
    [
        [120, 35, 410, 77, 233, 91],
        [14, 250, 61, 8, 190, 300],
        [71, 5, 222, 64, 17, 129],
    ];

    [Theory]
    [InlineData("Total")]
    [InlineData("Grand Total")]
    [InlineData("Uganda")]
    public async Task A_place_that_is_the_sum_of_the_others_is_left_out_and_told(string name)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Table((name, month => Counts.Sum(place => place[month]))));
        report
            .Warnings.ShouldHaveSingleItem()
            .ShouldContain($"{name} is the sum of the 3 other places in 6 of 6 periods: its rows are left out");
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["P0", "P1", "P2"]);
    }

    [Fact]
    public async Task So_is_one_that_is_nearly_the_sum()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Table(("All districts", month => Counts.Sum(place => place[month]) + (month % 3 == 0 ? 2 : 0)))
        );
        report.Locations.ShouldBe(3);
    }

    [Fact]
    public async Task A_region_that_is_the_sum_of_its_places_remains_as_their_group()
    {
        using var scratch = await Scratch.MigratedAsync();
        var text = new StringBuilder("time_period,location,parent,disease_cases\n");
        for (var month = 0; month < 6; month++)
        {
            text.Append($"2025-0{month + 1},A,North,{Counts[0][month]}\n2025-0{month + 1},B,North,{Counts[1][month]}\n");
            text.Append($"2025-0{month + 1},C,South,{Counts[2][month]}\n2025-0{month + 1},North,,{Counts[0][month] + Counts[1][month]}\n");
        }

        var report = await scratch.ImportAsync(text.ToString());
        report.Warnings.ShouldContain(warning => warning.StartsWith("North is the sum of the places that name it as their parent"));
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["A", "B", "C"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Small_numbers_that_happen_to_add_up_are_no_total(int months)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rows = string.Concat(Enumerable.Range(1, months).Select(month => $"2025-0{month},A,1\n2025-0{month},B,2\n2025-0{month},C,3\n"));
        (await scratch.ImportAsync(Scratch.Header + rows)).Locations.ShouldBe(3);
    }

    [Fact]
    public async Task A_large_place_that_is_mostly_as_large_as_the_others_is_no_total()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Table(("City", month => Counts.Sum(place => place[month]) + (month == 4 ? 40 : 0))));
        report.Locations.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_only_called_a_total_is_read_with_a_warning()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(Table(("Total", month => 7 * month)));
        report.Locations.ShouldBe(4);
        report.Warnings.ShouldHaveSingleItem().ShouldContain("called like a total, but not the sum of the others");
    }

    private static string Table((string Name, Func<int, int> Cases) extra)
    {
        var text = new StringBuilder(Scratch.Header);
        for (var month = 0; month < 6; month++)
        {
            for (var place = 0; place < 3; place++)
            {
                text.Append($"2025-0{month + 1},P{place},{Counts[place][month]}\n");
            }

            text.Append($"2025-0{month + 1},{extra.Name},{extra.Cases(month)}\n");
        }

        return text.ToString();
    }
}
