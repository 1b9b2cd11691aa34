using CsCheck;
using MalariaPredictor.Backend.Backups.Container;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Tests.Backups;

public sealed class BackupContainerTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("malaria-container-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "one.backup");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_back_whatever_its_length_with_a_key_and_without() =>
        Gen.Select(Gen.Int[0, 3 * BackupFormat.ChunkBytes], Gen.Bool, Gen.Int)
            .Sample(
                (length, encrypted, seed) =>
                {
                    var content = Content(length, seed);
                    var secret = encrypted ? Secret : null;
                    Write(content, secret);
                    Read(secret).ShouldBe(content);
                },
                iter: Proof.Rounds(slice: 15, whole: 600),
                threads: 1
            );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_flipped_bit_anywhere_is_noticed(bool encrypted)
    {
        var secret = encrypted ? Secret : null;
        Write(Content(1000, 1), secret);
        var whole = File.ReadAllBytes(Path);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7])
            .Sample(
                (at, bit) =>
                {
                    var flipped = whole.ToArray();
                    flipped[at] ^= (byte)(1 << bit);
                    File.WriteAllBytes(Path, flipped);
                    Should.Throw<UserFacingException>(() => Read(secret));
                },
                iter: Proof.Rounds(slice: 100, whole: 4000),
                threads: 1
            );
    }

    [Fact]
    public void Wherever_it_is_cut_off_that_is_said()
    {
        Write(Content(BackupFormat.ChunkBytes + 500, 2), Secret);
        var whole = File.ReadAllBytes(Path);
        var header = Array.IndexOf(whole, (byte)'\n') + 1;
        Gen.Int[header, whole.Length - 1]
            .Sample(
                length =>
                {
                    File.WriteAllBytes(Path, whole[..length]);
                    Should.Throw<UserFacingException>(() => Read(Secret)).Message.ShouldContain("cut short");
                },
                iter: Proof.Rounds(slice: 50, whole: 2000),
                threads: 1
            );
    }

    [Fact]
    public void Chunks_in_another_order_or_from_another_backup_do_not_open()
    {
        Write(Content(3 * BackupFormat.ChunkBytes, 3), secret: null);
        var whole = File.ReadAllBytes(Path);
        var (first, size) = (Array.IndexOf(whole, (byte)'\n') + 1, sizeof(uint) + BackupFormat.ChunkBytes + ChunkSeal.TagBytes);
        byte[] exchanged =
        [
            .. whole[..first],
            .. whole[(first + size)..(first + (2 * size))],
            .. whole[first..(first + size)],
            .. whole[(first + (2 * size))..],
        ];
        File.WriteAllBytes(Path, exchanged);

        Should.Throw<UserFacingException>(() => Read(null)).Message.ShouldContain("damaged in its chunk 1");
    }

    [Fact]
    public void Another_key_no_key_and_no_backup_at_all_are_told_apart()
    {
        Write(Content(10, 4), Secret);
        Should.Throw<UserFacingException>(() => Read("fedcba9876543210fedcba9876543210")).Message.ShouldContain("another key");
        Should.Throw<UserFacingException>(() => Read(null)).Message.ShouldContain("ENCRYPTION_KEY is not set");

        File.WriteAllText(Path, "SQLite format 3");
        Should.Throw<UserFacingException>(() => Read(Secret)).Message.ShouldContain("no backup of this program");
    }

    [Fact]
    public void Encrypted_it_shows_nothing_of_its_content_and_no_two_are_alike()
    {
        var content = new byte[100_000];
        Write(content, Secret);
        var one = File.ReadAllBytes(Path);
        Write(content, Secret);

        one.AsSpan().IndexOf(new byte[32]).ShouldBe(-1);
        File.ReadAllBytes(Path).ShouldNotBe(one);
    }

    private static byte[] Content(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private void Write(byte[] content, string? secret)
    {
        var key = BackupKey.New(secret);
        var header = new BackupHeader(DateTimeOffset.UnixEpoch, Dialect.Sqlite, 3, false, 7, null, null, key?.Mark);
        using var file = File.Create(Path);
        using var stream = BackupWriteStream.BeginAsync(file, header, key, default).Result;
        stream.Write(content, 0, content.Length);
        stream.CompleteAsync(default).Wait();
    }

    private byte[] Read(string? secret)
    {
        using var content = BackupFile.ContentAsync(Path, secret, default).GetAwaiter().GetResult();
        using var read = new MemoryStream();
        content.CopyTo(read);
        return read.ToArray();
    }
}
