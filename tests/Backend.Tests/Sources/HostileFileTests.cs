using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class HostileFileTests
{
    [Fact]
    public async Task A_pipe_is_refused_without_waiting_for_its_writer()
    {
        using var scratch = await Scratch.MigratedAsync();
        var pipe = Path.Combine(scratch.Folder, "pipe.csv");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        foreach (var path in (string[])[pipe, "/dev/zero", "/dev/null"])
        {
            var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
                new Importer(scratch.Database, scratch.Clock).ImportAsync(path).WaitAsync(TimeSpan.FromSeconds(10))
            );
            rejected.Problems[0].What.ShouldContain("a pipe or device");
        }
    }

    [Fact]
    public async Task A_link_to_a_file_is_read_and_one_to_a_device_is_not()
    {
        using var scratch = await Scratch.MigratedAsync();
        var (good, bad) = (Path.Combine(scratch.Folder, "good.csv"), Path.Combine(scratch.Folder, "bad.csv"));
        File.CreateSymbolicLink(good, scratch.Write("real.csv", Scratch.Header + "2025-01,Abim,5\n"));
        File.CreateSymbolicLink(bad, "/dev/zero");
        var importer = new Importer(scratch.Database, scratch.Clock);
        (await importer.ImportAsync(good, cancellationToken: TestContext.Current.CancellationToken)).Rows.ShouldBe(1);
        (
            await Should.ThrowAsync<RejectedFileException>(() =>
                importer.ImportAsync(bad, cancellationToken: TestContext.Current.CancellationToken)
            )
        )
            .Problems[0]
            .What.ShouldContain("device");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_small_file_that_unpacks_to_a_large_one_is_refused_by_its_ratio(bool hierarchy)
    {
        using var scratch = await Scratch.MigratedAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Scratch.Header), TestContext.Current.CancellationToken);
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'\n');
            for (var i = 0; i < 80; i++)
            {
                await gzip.WriteAsync(block, TestContext.Current.CancellationToken);
            }
        }

        var bomb = scratch.Write("bomb.csv.gz", packed.ToArray());
        var good = scratch.Write("good.csv", Scratch.Header + "2025-01,Abim,5\n");
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            new Importer(scratch.Database, scratch.Clock).ImportAsync(hierarchy ? good : bomb, hierarchyPath: hierarchy ? bomb : null)
        );
        rejected.Problems[0].What.ShouldContain("unpack to more than 200 times as many");
        (await scratch.CountAsync("observation")).ShouldBe(0);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(2_000_000)]
    public async Task A_hierarchy_with_an_endless_header_is_refused(int letters)
    {
        using var scratch = await Scratch.MigratedAsync();
        var path = scratch.Write("h.csv", $"location,parent,{new string('x', letters)}\nAbim,North\n");
        var import = new Importer(scratch.Database, scratch.Clock).ImportHierarchyAsync(path, TestContext.Current.CancellationToken);
        var rejected = await Should.ThrowAsync<RejectedFileException>(() => import);
        rejected.Problems[0].Remedy.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("A\\udc00b")]
    [InlineData("\\ud83d")]
    public async Task Half_a_letter_in_a_file_of_16_bit_letters_is_refused(string escaped)
    {
        using var scratch = await Scratch.MigratedAsync();
        var name = System.Text.RegularExpressions.Regex.Unescape(escaped);
        byte[] bytes =
        [
            0xFF,
            0xFE,
            .. (Scratch.Header + $"2025-01,{name},5\n").SelectMany(letter => new[] { (byte)letter, (byte)(letter >> 8) }),
        ];
        (await scratch.RejectedAsync(bytes)).Problems[0].Column.ShouldBe("location");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("\u200B")]
    [InlineData("-")]
    public async Task What_is_no_name_is_refused(string name)
    {
        using var scratch = await Scratch.MigratedAsync();
        (await scratch.RejectedAsync(Scratch.Header + $"2025-01,{name},5\n")).Problems[0].Column.ShouldBe("location");
    }
}
