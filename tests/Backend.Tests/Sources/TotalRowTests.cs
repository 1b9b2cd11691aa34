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

    [Theory]
    [InlineData("Total", true)]
    [InlineData("Nord total", false)]
    public async Task Subtotals_of_regions_and_the_grand_total_are_left_out(string subtotal, bool parents)
    {
        using var scratch = await Scratch.MigratedAsync();
        var text = new StringBuilder("time_period,parent,location,disease_cases\n");
        for (var month = 0; month < 6; month++)
        {
            var (a, b, c) = (Counts[0][month], Counts[1][month], Counts[2][month]);
            var (north, south) = parents ? ("North", "South") : ("", "");
            var second = parents ? subtotal : "Sud total";
            string[] rows =
            [
                $"{north},A,{a}",
                $"{north},B,{b}",
                $"{north},{subtotal},{a + b}",
                $"{south},C,{c}",
                $"{south},D,{c * 2}",
                $"{south},{second},{c * 3}",
                $",Grand total,{a + b + (c * 3)}",
            ];
            text.Append(string.Concat(rows.Select(row => $"2025-0{month + 1},{row}\n")));
        }

        var report = await scratch.ImportAsync(text.ToString());
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["A", "B", "C", "D"]);
        report.Warnings.Count(warning => warning.Contains("its rows are left out")).ShouldBe(3);
    }

    [Fact]
    public async Task A_total_is_left_out_of_the_update_of_one_month_too()
    {
        using var scratch = await Scratch.MigratedAsync();
        var table = Table(("Togo", month => Counts.Sum(place => place[month])));
        await scratch.ImportAsync(table);
        var report = await scratch.ImportAsync(Scratch.Header + "2025-07,P0,41\n2025-07,P1,12\n2025-07,P2,90\n2025-07,Togo,143\n");

        report.Warnings.ShouldContain(warning => warning.StartsWith("Togo is the sum of the 3 other places in 1 of 1 periods"));
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["P0", "P1", "P2"]);
    }

    [Fact]
    public async Task What_may_be_a_total_but_has_too_few_periods_is_told()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            Scratch.Header + "2025-01,A,410\n2025-01,B,120\n2025-01,Togo,530\n2025-02,A,380\n2025-02,B,210\n2025-02,Togo,590\n"
        );
        report.Locations.ShouldBe(3);
        report.Warnings.ShouldHaveSingleItem().ShouldStartWith("Togo is the sum of the other places in every period, which are too few");
    }

    [Fact]
    public async Task A_total_by_parasite_is_left_out_as_well()
    {
        using var scratch = await Scratch.MigratedAsync();
        var text = new StringBuilder("time_period,location,cases_pf,cases_pv\n");
        for (var month = 0; month < 6; month++)
        {
            var (a, b) = (Counts[0][month], Counts[1][month]);
            text.Append($"2025-0{month + 1},A,{a},{b}\n2025-0{month + 1},B,{b},{a}\n2025-0{month + 1},Ensemble,{a + b},{a + b}\n");
        }

        await scratch.ImportAsync(text.ToString());
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["A", "B"]);
    }

    [Theory]
    [InlineData("Итого")]
    [InlineData("Jumla")]
    [InlineData("TOTAL GÉNÉRAL")]
    [InlineData("Total (all districts)")]
    [InlineData("Sub-total")]
    public async Task Words_for_a_total_are_known_in_several_languages(string name)
    {
        using var scratch = await Scratch.MigratedAsync();

        // A mistake in one of ten months: only the name makes it a total.
        var text = new StringBuilder(Scratch.Header);
        for (var month = 0; month < 10; month++)
        {
            var (a, b) = (Counts[0][month % 6], Counts[1][month % 6]);
            text.Append(
                $"2025-{month + 1:00},A,{a}\n2025-{month + 1:00},B,{b}\n2025-{month + 1:00},{name},{a + b + (month == 3 ? 90 : 0)}\n"
            );
        }

        (await scratch.ImportAsync(text.ToString())).Locations.ShouldBe(2);
    }

    [Fact]
    public async Task A_nation_above_regions_above_districts_is_left_with_its_groups()
    {
        using var scratch = await Scratch.MigratedAsync();
        var text = new StringBuilder("time_period,parent,location,disease_cases\n");
        for (var month = 0; month < 6; month++)
        {
            var (a, b, c) = (Counts[0][month], Counts[1][month], Counts[2][month]);
            string[] rows =
            [
                $"North,A,{a}",
                $"North,B,{b}",
                $"South,C,{c}",
                $"South,D,{c + 5}",
                $"Togo,North,{a + b}",
                $"Togo,South,{c + c + 5}",
            ];
            text.Append(string.Concat(rows.Append($",Togo,{a + b + c + c + 5}").Select(row => $"2025-0{month + 1},{row}\n")));
        }

        await scratch.ImportAsync(text.ToString());
        (await Panels.NewestAsync(scratch)).Locations.ShouldBe(["A", "B", "C", "D"]);
        var hierarchy = await new Backend.Storage.LocationParents(scratch.Database).HierarchyAsync(TestContext.Current.CancellationToken);
        hierarchy.Groups.Select(group => group.Name).ShouldBe(["Togo", "North", "South"]);
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
