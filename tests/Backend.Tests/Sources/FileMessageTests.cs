using System.Text;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class FileMessageTests
{
    private const string Columns = "time_period,location,disease_cases\n";

    [Theory]
    [InlineData("2019W53", "2019 has the weeks 1…52")]
    [InlineData("201013", "there is no month 13")]
    [InlineData("2023-01-01/2023-01-07", "neither one month nor one week from Monday to Sunday")]
    [InlineData("2023-01-15", "not a period but a day")]
    [InlineData("2023Q1", "it is a quarter")]
    [InlineData("T2 2023", "it is a quarter")]
    [InlineData("2023", "it is a year")]
    [InlineData("Março", "the month has no year")]
    [InlineData("44927", "Excel's number of the day 2023-01-01")]
    [InlineData("2023-02-29/2023-03-05", "in no calendar")]
    [InlineData("2566-01", "In the Thai calendar 2566 is 2023")]
    [InlineData("1402-01", "In the Persian calendar 1402 is 2023")]
    public async Task The_reason_why_a_text_is_no_period_is_told(string period, string why)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.RejectedAsync(Columns + $"{period},A,1\n")).ShouldBeOne(2, "time_period", period, why, "2023-01");
    }

    [Theory]
    [InlineData("January 2023", "2023-01")]
    [InlineData("févr-23", "2023-02")]
    [InlineData("01/2023", "2023-01")]
    [InlineData("2023/7", "2023-07")]
    public async Task A_period_as_people_write_it_is_read(string period, string expected)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.ImportAsync(Columns + $"{period},A,1\n")).First.ShouldBe(expected);
    }

    [Theory]
    [InlineData("sep=;\ntime_period;location;disease_cases\n2025-01;Abim;5\n")]
    [InlineData("\"sep=;\"\r\ntime_period;location;disease_cases\r\n2025-01;Abim;5\r\n")]
    [InlineData("\uFEFFSEP=|\ntime_period|location|disease_cases\n2025-01|Abim|5\n")]
    public async Task The_line_in_which_Excel_names_the_separator_is_skipped(string text)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.ImportAsync(text)).Warnings.ShouldBeEmpty();
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => scratch.ImportAsync(text.Replace("5", "x")));
        rejected.Problems[0].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("dx,pe,ou,value\nabc,202301,xyz,5\n", "which data element counts the confirmed cases: abc", "{\"abc\": disease_cases}")]
    [InlineData("Distrito;Enero;Febrero\nA;5;6\n", "2 columns are months or weeks", "year: 2023")]
    [InlineData("date,state,cases\n2025/01/06,A,5\n2025/01/07,A,5\n", "the periods are days (2025/01/06)", "Add up the cases")]
    public async Task A_layout_that_leaves_something_open_is_one_message(string text, string what, string remedy)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(text);
        rejected.Total.ShouldBe(1);
        rejected.Problems[0].What.ShouldContain(what);
        rejected.Problems[0].Remedy.ShouldContain(remedy);
    }

    [Theory]
    [InlineData(0x92, "byte 0x92 is ’ in Windows-1252 (C’te)")]
    [InlineData(0x9C, "byte 0x9C is œ in Windows-1252 (Cœte)")]
    [InlineData(0x81, "byte 0x81.")]
    public async Task A_letter_of_Windows_1252_is_named(byte letter, string named)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync([.. Encoding.ASCII.GetBytes(Columns + "2023-01,C"), letter, .. "te,5\n"u8]);
        rejected.ShouldBeOne(2, "", "", named, "CSV UTF-8");
    }

    [Theory]
    [InlineData(0xE9)]
    [InlineData(0x92)]
    [InlineData(0xC3)]
    public async Task A_file_of_two_encodings_is_refused_rather_than_read_in_one_of_them(byte letter)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync([
            .. Encoding.UTF8.GetBytes(Columns + "2025-01,Kpélé,5\n2025-01,S"),
            letter,
            .. "g,5\n"u8,
        ]);
        rejected.ShouldBeOne(3, "", "", $"except byte 0x{letter:X2}", "Save the file as UTF-8");
        rejected.Problems[0].What.ShouldContain("mixes two encodings");
    }

    [Fact]
    public async Task One_cause_is_one_line_however_many_rows_have_it()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(
            Columns + string.Concat(Enumerable.Range(1, 50).Select(place => $"2023-01,P{place},n.d.\n"))
        );
        rejected.Total.ShouldBe(50);
        rejected.Problems.Count.ShouldBe(1);
        rejected.Untold.ShouldBe(0);
        $"{rejected.Problems[0]}".ShouldEndWith("(49 more like this: line 3, line 4, line 5, line 6 and 45 others)");
    }
}
