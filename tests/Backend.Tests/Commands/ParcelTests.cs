using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Commands;

/// <summary>Files that come in parts, as ./pipeline data import brings them into a cluster.</summary>
public sealed class ParcelTests : IAsyncLifetime
{
    private const string Cases = Scratch.Header + "2023-01,Bo,12\n2023-02,Bo,9\n";
    private Scratch _scratch = null!;

    private string Folder => Path.Combine(_scratch.Folder, "parcel");

    public async ValueTask InitializeAsync() => _scratch = await Scratch.MigratedAsync();

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Files_in_many_parts_are_imported_under_their_own_names()
    {
        Pack(partBytes: 50, ("cases.csv", Cases), ("groups.csv", "location,parent\nBo,South\n"));

        var (code, output, error) = await ImportAsync("cases.csv", "--hierarchy", "groups.csv");

        code.ShouldBe(0, error);
        output.ShouldContain("cases.csv: 2 rows, 1 locations");
        output.ShouldContain("1 groups of locations");
        (await _scratch.CountAsync("observation")).ShouldBe(2);
    }

    [Fact]
    public async Task A_part_that_is_missing_or_changed_stores_nothing()
    {
        var parts = Pack(partBytes: 50, ("cases.csv", Cases));
        var last = await File.ReadAllBytesAsync(parts[^1], TestContext.Current.CancellationToken);
        File.Delete(parts[^1]);
        (await ImportAsync("cases.csv")).Error.ShouldContain("is not what was sent");
        last[^1] ^= 1;
        await File.WriteAllBytesAsync(parts[^1], last, TestContext.Current.CancellationToken);

        var (code, _, error) = await ImportAsync("cases.csv");

        code.ShouldBe(1);
        error.ShouldContain("is not what was sent");
        error.ShouldContain("./pipeline data import");
        (await _scratch.CountAsync("observation")).ShouldBe(0);
    }

    [Theory]
    [InlineData("../cases.csv")]
    [InlineData("/tmp/cases.csv")]
    [InlineData(".archive")]
    public async Task What_would_be_unpacked_elsewhere_is_refused(string name)
    {
        Pack(partBytes: 1000, (name, Cases));

        var (code, _, error) = await ImportAsync("cases.csv");

        code.ShouldBe(1);
        error.ShouldContain("is not a plain file");
    }

    [Fact]
    public async Task A_file_that_the_parcel_does_not_hold_and_a_folder_that_is_no_parcel_are_named()
    {
        Pack(partBytes: 1000, ("cases.csv", Cases));

        (await ImportAsync("other.csv")).Error.ShouldContain("The parcel holds no file other.csv.");
        var (code, _, error) = await Cli.RunAsync(_scratch, "import", "cases.csv", "--parcel", _scratch.Folder);
        code.ShouldBe(1);
        error.ShouldContain("is no parcel: it holds no part-*");
    }

    private Task<(int Code, string Output, string Error)> ImportAsync(params string[] arguments) =>
        Cli.RunAsync(_scratch, ["import", .. arguments, "--parcel", Folder]);

    private List<string> Pack(int partBytes, params (string Name, string Text)[] files)
    {
        using var archive = new MemoryStream();
        using (var packing = new GZipStream(archive, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(packing, TarEntryFormat.Pax))
        {
            foreach (var (name, text) in files)
            {
                using var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        Directory.CreateDirectory(Folder);
        var bytes = archive.ToArray();
        File.WriteAllText(Path.Combine(Folder, "sha256"), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return
        [
            .. bytes
                .Chunk(partBytes)
                .Select(
                    (part, at) =>
                    {
                        var path = Path.Combine(Folder, $"part-{at + 1:00000}");
                        File.WriteAllBytes(path, part);
                        return path;
                    }
                ),
        ];
    }
}
