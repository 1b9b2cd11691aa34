using System.IO.Compression;
using System.Text;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class BadFileTests
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        Scratch.Header + string.Concat(Enumerable.Range(1, 300).Select(row => $"2023-01,Place {row},{row * 7919 % 1000}\n"))
    );

    [Fact]
    public async Task A_missing_column_is_refused_with_what_was_probably_meant()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("time_period,location,diseases_case\n2023-01,Abim,5\n");
        rejected.ShouldBeOne(
            1,
            "disease_cases",
            "time_period, location, diseases_case",
            "missing",
            "Is 'diseases_case' meant? Rename it to disease_cases."
        );
    }

    [Theory]
    [InlineData("month,location,disease_cases", "time_period", "month")]
    [InlineData("time_period,District,disease_cases", "location", "District")]
    [InlineData("time_period,location,confirmed cases", "disease_cases", "confirmed cases")]
    public async Task What_people_call_a_column_is_read_as_it_and_the_report_says_so(string header, string column, string called)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(header + "\n2023-01,Abim,5\n");
        report.New.ShouldBe(1);
        report.Warnings.ShouldContain(warning => warning.Contains($"{called} is {column}"));
    }

    [Fact]
    public async Task A_missing_column_like_no_other_is_named_with_all_that_a_file_needs()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("time_period,location,zzz\n2023-01,Abim,5\n");
        rejected.ShouldBeOne(
            1,
            "disease_cases",
            "time_period, location, zzz",
            "missing",
            "A file needs time_period, location, disease_cases"
        );
    }

    [Fact]
    public async Task A_column_that_is_there_twice_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("time_period,location,disease_cases,Disease_Cases\n2023-01,Abim,5,5\n");
        rejected.ShouldBeOne(1, "disease_cases", "disease_cases", "2 times", "Keep one");
    }

    [Fact]
    public async Task A_file_cut_off_in_the_middle_of_a_line_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01,Abim,5\n2023-02,Ab");
        rejected.ShouldBeOne(3, "", "2023-02,Ab", "2 values, the header 3", "cut off");
    }

    [Fact]
    public async Task A_line_with_too_many_values_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01,Abim, Uganda,5\n");
        rejected.ShouldBeOne(2, "", "2023-01,Abim, Uganda,5", "4 values, the header 3", "quotes");
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_refused_at_its_line()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Scratch.Header + "2023-01,Abim,5\n2023-02,\"Abim,5\n2023-03,Abim,5\n");
        rejected.Problems[0].Line.ShouldBe(3);
        rejected.Problems[0].Remedy.ShouldContain("quotes");
    }

    [Fact]
    public async Task A_gzipped_file_that_was_cut_off_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(Gzipped(Whole)[..^100]);
        rejected.ShouldBeOne(0, "", "", "cut off", "Copy the file again");
    }

    [Fact]
    public async Task A_gzipped_file_with_damaged_bytes_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var damaged = Gzipped(Whole);
        Array.Fill(damaged, (byte)0xFF, damaged.Length / 2, 40);
        (await scratch.RejectedAsync(damaged)).Problems[0].Remedy.ShouldContain("Copy the file again");
    }

    [Theory]
    [InlineData("", "empty", "Export it again")]
    [InlineData("\n \n\n", "nothing in the file but empty lines", "Export it again")]
    [InlineData(Scratch.Header, "no rows below the header", "Export the data again")]
    [InlineData("time_period,location,disease_cases", "no rows below the header", "Export the data again")]
    public async Task A_file_without_rows_is_refused(string text, string what, string remedy)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.RejectedAsync(text)).ShouldBeOne(0, "", "", what, remedy);
    }

    [Fact]
    public async Task Binary_data_are_refused_as_such()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x01]);
        rejected.ShouldBeOne(0, "", "", "binary data", "CSV");
    }

    [Fact]
    public async Task Letters_in_an_unknown_encoding_are_refused_with_their_line()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync([.. Encoding.UTF8.GetBytes(Scratch.Header + "2023-01,Ab"), 0x93, .. "im,5\n"u8]);
        rejected.ShouldBeOne(2, "", "", "neither UTF-8 nor Latin-1", "Save the file as UTF-8");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            new Importer(scratch.Database, scratch.Clock).ImportAsync(Path.Combine(scratch.Folder, "nowhere.csv"))
        );
        rejected.ShouldBeOne(0, "", "", "there is no file", "Check the path");
    }

    [Fact]
    public async Task A_directory_is_not_taken_for_a_file()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            new Importer(scratch.Database, scratch.Clock).ImportAsync(scratch.Folder)
        );
        rejected.ShouldBeOne(0, "", "", "is a directory", "Name the file in it");
    }

    internal static byte[] Gzipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
