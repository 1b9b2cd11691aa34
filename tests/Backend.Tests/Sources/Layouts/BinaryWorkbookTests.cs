using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

public sealed class BinaryWorkbookTests
{
    private const string Long = "time_period,location,disease_cases,rainfall\n2023-01,A,5,1.442\n2023-02,Étoile,6,2\n";

    [Fact]
    public async Task A_workbook_of_old_Excel_is_recognized_by_its_content_and_read()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(new XlsFile().Csv("Données", Long).Csv("Hidden", "a,b\n1,2", hidden: true).Bytes());
        report.Warnings.ShouldContain(warning => warning.StartsWith("read from sheet Données: "));
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldBe(["A", "Étoile"]);
        panel.Series(0, "disease_cases")[0].ShouldBe(5);
        panel.Series(0, "rainfall")[0].ShouldBe(1.442);
    }

    [Fact]
    public async Task It_is_read_as_the_same_sheet_of_a_new_workbook()
    {
        const string Wide = "District,2023,,,2024,\n,Jan,Feb,Mar,Jan,Feb\nA,5,6,40,8,9\nB,50,61,7,81,92\nTotal,55,67,47,89,101\n";
        using var old = await Scratch.MigratedAsync();
        using var recent = await Scratch.MigratedAsync();
        await old.ImportAsync(new XlsFile().Csv("Cases", Wide, merged: [(0, 1, 0, 3), (0, 4, 0, 5), (0, 0, 1, 0)]).Bytes());
        await recent.ImportAsync(new XlsxFile().Sheet("Cases", XlsxFile.Rows(Wide), ["B1:D1", "E1:F1", "A1:A2"]).Bytes());
        var (left, right) = (await Panels.NewestAsync(old), await Panels.NewestAsync(recent));
        left.Locations.ShouldBe(right.Locations);
        left.First.ShouldBe(right.First);
        foreach (var (place, _) in left.Locations.Index())
        {
            left.Series(place, "disease_cases").ToArray().ShouldBe(right.Series(place, "disease_cases").ToArray());
        }
    }

    [Fact]
    public async Task Dates_are_dates_and_a_report_that_is_not_available_is_missing()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            new XlsFile().Csv("S", "District,Month,cases\nA,2023-01-01,5\nA,2023-02-01,#N/A\nA,2023-03-01,7\n").Bytes()
        );
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([5, double.NaN, 7]);
    }

    [Fact]
    public async Task An_error_in_a_cell_is_refused_with_the_cell()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            new XlsFile().Csv("S", "time_period,location,disease_cases\n2023-01,A,#DIV/0!\n").Bytes()
        );
        rejected.ShouldBeOne(2, "cell C2", "#DIV/0!", "no value", "Correct the formula");
    }

    [Fact]
    public async Task A_damaged_one_is_refused_whatever_is_damaged()
    {
        using var scratch = await Scratch.MigratedAsync();
        var whole = new XlsFile().Csv("S", Long).Bytes();
        var random = new Random(20260101);
        for (var round = 0; round < 300; round++)
        {
            byte[] damaged = round % 3 == 0 ? whole[..random.Next(8, whole.Length)] : [.. whole];
            for (var hit = 0; hit < 1 + (round % 20); hit++)
            {
                damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            }

            var failure = await Record.ExceptionAsync(() => scratch.ImportAsync(damaged));
            (failure is null or RejectedFileException).ShouldBeTrue($"round {round}: {failure}");
        }
    }
}
