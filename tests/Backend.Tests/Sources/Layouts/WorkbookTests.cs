using System.IO.Compression;
using System.Text;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

public sealed class WorkbookTests
{
    private const string Long = "time_period,location,disease_cases\n2023-01,A,5\n2023-02,A,6\n";

    [Fact]
    public async Task A_workbook_is_recognized_by_its_content_and_read()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(new XlsxFile().Csv("Data", Long).Bytes());
        report.New.ShouldBe(2);
        report.Warnings.ShouldContain(warning => warning.StartsWith("read from sheet Data: "));
    }

    [Fact]
    public async Task Titles_merged_headers_real_dates_and_totals_are_read()
    {
        using var scratch = await Scratch.MigratedAsync();
        object?[][] rows =
        [
            ["Malaria cases by district"],
            [],
            ["District", "2023", null, null, "2024", null],
            [null, "Jan", "Feb", "Mar", "Jan", "Feb"],
            ["A", 5, 6, 40, 8, 9],
            ["B", 50, 61, 7, 81, 92],
            ["C", 11, 12, 130, 14, 15],
            ["Total", 66, 79, 177, 103, 116],
            ["Source: Ministry of Health"],
        ];
        var report = await scratch.ImportAsync(
            new XlsxFile()
                .Sheet("Cases", rows, ["A1:F1", "B3:D3", "E3:F3", "A3:A4"])
                .Sheet(
                    "Notes",
                    [
                        ["Nothing here"],
                    ]
                )
                .Bytes()
        );
        report.Locations.ShouldBe(3, string.Join('\n', report.Warnings));
        report.Last.ShouldBe("2024-02");
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray()[..3].ShouldBe([5, 6, 40]);
    }

    [Fact]
    public async Task Dates_are_dates_and_a_place_merged_over_rows_is_the_place_of_each()
    {
        using var scratch = await Scratch.MigratedAsync();
        object?[][] rows =
        [
            ["District", "Month", "cases"],
            ["A", new DateOnly(2023, 1, 1), 5],
            [null, new DateOnly(2023, 2, 1), 6],
            ["B", new DateOnly(2023, 1, 1), 7],
            [null, new DateOnly(2023, 2, 1), 8],
        ];
        await scratch.ImportAsync(new XlsxFile().Sheet("S", rows, ["A2:A3", "A4:A5"]).Bytes());
        var panel = await Panels.NewestAsync(scratch);
        panel.Series(0, "disease_cases").ToArray().ShouldBe([5, 6]);
        panel.Series(1, "disease_cases").ToArray().ShouldBe([7, 8]);
    }

    [Fact]
    public async Task Formulas_numbers_stored_as_text_and_missing_values_are_reported()
    {
        using var scratch = await Scratch.MigratedAsync();
        object?[][] rows =
        [
            ["time_period", "location", "disease_cases", "rainfall"],
            ["2023-01", "A", new Formula("2+3", 5), 1.442],
            ["2023-02", "A", "17", 2],
            ["2023-03", "A", new ErrorCell("#N/A"), 2],
        ];
        var report = await scratch.ImportAsync(new XlsxFile().Sheet("S", rows).Bytes());
        var panel = await Panels.NewestAsync(scratch);
        panel.Series(0, "disease_cases").ToArray().ShouldBe([5, 17, double.NaN]);
        panel.Series(0, "rainfall")[0].ShouldBe(1.442);
        report.Warnings.ShouldContain(warning => warning.Contains("1 cells hold formulas") && warning.Contains("cell C2"));
        report.Warnings.ShouldContain(warning => warning.Contains("1 numbers are stored as text") && warning.Contains("cell C3"));
    }

    [Fact]
    public async Task An_error_in_a_cell_is_refused_with_the_cell()
    {
        using var scratch = await Scratch.MigratedAsync();
        object?[][] rows =
        [
            ["time_period", "location", "disease_cases"],
            ["2023-01", "A", new ErrorCell("#DIV/0!")],
        ];
        var rejected = await scratch.RejectedAsync(new XlsxFile().Sheet("S", rows).Bytes());
        rejected.ShouldBeOne(2, "disease_cases (sheet S, cell C2)", "#DIV/0!", "not a number", "Write digits");
    }

    [Fact]
    public async Task Sheets_with_the_same_columns_are_read_together_and_a_year_for_a_name_is_the_year()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            new XlsxFile()
                .Csv("2023", "District,Jan,Feb\nA,5,6\n")
                .Csv("2024", "District,Jan,Feb\nA,7,8\n")
                .Sheet(
                    "old",
                    [
                        ["x"],
                    ],
                    hidden: true
                )
                .Bytes()
        );
        (report.First, report.Last, report.New).ShouldBe(("2023-01", "2024-02", 4));
        report.Warnings.ShouldContain(warning => warning.StartsWith("read from sheet 2023, 2024: "));
    }

    [Fact]
    public async Task Several_sheets_with_different_columns_are_asked_for()
    {
        using var scratch = await Scratch.MigratedAsync();
        var bytes = new XlsxFile().Csv("Cases", Long).Csv("Other", "month,district,cases\n2023-01,B,7\n").Bytes();
        var rejected = await scratch.RejectedAsync(bytes);
        rejected.ShouldBeOne(0, "", "", "several sheets hold data, with different columns: Cases, Other", "--sheet NAME");
        var path = scratch.Write("two.xlsx", bytes);
        var report = await new Importer(scratch.Database, scratch.Clock).ImportAsync(
            path,
            null,
            null,
            new Backend.Sources.Layouts.Mapping { Sheets = ["other"] },
            cancellationToken: TestContext.Current.CancellationToken
        );
        report.New.ShouldBe(1);
    }

    [Fact]
    public async Task Entities_are_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var bytes = new XlsxFile { DocumentType = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]>" }
            .Csv("S", Long)
            .Bytes();
        (await scratch.RejectedAsync(bytes)).ShouldBeOne(0, "", "", "DTD is prohibited", "save it again");
    }

    [Fact]
    public async Task A_part_that_unpacks_to_hundreds_of_times_its_size_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        using var stream = new MemoryStream();
        stream.Write(new XlsxFile().Csv("S", Long).Bytes());
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = zip.CreateEntry("xl/sharedStrings.xml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 40; i++)
            {
                part.Write(zeros);
            }
        }

        (await scratch.RejectedAsync(stream.ToArray())).ShouldBeOne(0, "", "", "unpack to more than 200 times", "CSV");
    }

    [Theory]
    [InlineData("<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>", "row 1,048,576 and column XFD")]
    [InlineData("<dimension ref=\"A1:XFD9\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>", "column XFD")]
    public async Task A_cell_far_away_is_refused_rather_than_read_to(string sheet, string reaches)
    {
        using var scratch = await Scratch.MigratedAsync();
        using var stream = new MemoryStream();
        stream.Write(new XlsxFile().Csv("S", Long).Bytes());
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var part = zip.CreateEntry("xl/worksheets/sheet1.xml").Open();
            part.Write(
                Encoding.UTF8.GetBytes(
                    $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{sheet}</worksheet>"
                )
            );
        }

        (await scratch.RejectedAsync(stream.ToArray())).ShouldBeOne(0, "", "", reaches, "far from the table");
    }

    [Fact]
    public async Task Days_counted_from_1904_are_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var bytes = new XlsxFile { WorkbookProperties = "<workbookPr date1904=\"1\"/>" }
            .Csv("S", Long)
            .Bytes();
        (await scratch.RejectedAsync(bytes)).ShouldBeOne(0, "", "", "from 1904", "1900");
    }

    [Theory]
    [InlineData("<html><body><table><tr><td>time_period</td></tr></table></body></html>", "web page (HTML)")]
    [InlineData("\uFEFF<!DOCTYPE html>\n<html/>", "web page (HTML)")]
    [InlineData("<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", "XML of Excel 2003")]
    public async Task Other_formats_are_named_and_what_to_save_them_as(string text, string what)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.RejectedAsync(text)).ShouldBeOne(0, "", "", what, "save it as xlsx");
    }

    [Fact]
    public async Task A_file_of_old_Office_that_is_no_workbook_is_named_and_what_to_save_it_as()
    {
        using var scratch = await Scratch.MigratedAsync();
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        (await scratch.RejectedAsync(ole)).ShouldBeOne(0, "", "", "old Office program", "save it as xlsx");
        (await scratch.RejectedAsync([.. ole, .. Encoding.Unicode.GetBytes("EncryptedPackage")])).ShouldBeOne(
            0,
            "",
            "",
            "password",
            "without the password"
        );
    }

    [Theory]
    [InlineData(30)]
    [InlineData(400)]
    public async Task A_damaged_workbook_is_refused(int length)
    {
        using var scratch = await Scratch.MigratedAsync();
        var bytes = new XlsxFile().Csv("S", Long).Bytes();
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => scratch.ImportAsync(bytes[..length]));
        rejected.Problems.ShouldHaveSingleItem();
    }
}
