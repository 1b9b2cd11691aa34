using System.Text;
using CsCheck;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Releases;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("journal.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_appended_is_read_back()
    {
        Write(3);

        Journal.Read(Path).Records.Select(record => (record.Sequence, record.Step)).ShouldBe([(1, "step 0"), (2, "step 1"), (3, "step 2")]);
    }

    [Fact]
    public void A_torn_last_record_is_dropped_wherever_it_was_torn()
    {
        var whole = Write(3);
        var last = Encoding.UTF8.GetString(whole).TrimEnd('\n').LastIndexOf('\n') + 1;
        for (var length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Journal.Read(Path).Records.Count.ShouldBe(2, $"cut to {length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public async Task After_a_torn_record_the_journal_goes_on_in_its_place()
    {
        var whole = Write(3);
        File.WriteAllBytes(Path, whole[..^7]);

        await New().AppendAsync("op", JournalEvent.Before, "afterwards");

        Journal.Read(Path).Records.Select(record => record.Step).ShouldBe(["step 0", "step 1", "afterwards"]);
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var whole = Write(4);
        var read = Journal.Read(Path).Records;
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7])
            .Sample(
                (at, bit) =>
                {
                    var flipped = whole.ToArray();
                    flipped[at] ^= (byte)(1 << bit);
                    try
                    {
                        // Not refused: then the damage was in the last record, which is dropped, and the others are as they were.
                        return JournalText.Decode(flipped, Path).SequenceEqual(read.Take(3));
                    }
                    catch (UserFacingException damaged)
                    {
                        return damaged.Message.Contains("damaged", StringComparison.Ordinal);
                    }
                },
                iter: Proof.Rounds(slice: 500, whole: 30000)
            );
    }

    [Fact]
    public void A_missing_line_is_noticed_although_every_other_line_is_whole()
    {
        Write(4);
        var lines = File.ReadAllLines(Path);
        File.WriteAllLines(Path, lines.Where((_, number) => number != 1));

        Should.Throw<UserFacingException>(() => Journal.Read(Path)).Message.ShouldContain("record 2");
    }

    [Fact]
    public async Task A_damaged_journal_is_not_appended_to()
    {
        Write(3);
        File.WriteAllText(Path, File.ReadAllText(Path).Replace("step 0", "step X", StringComparison.Ordinal));

        await Should.ThrowAsync<UserFacingException>(() => New().AppendAsync("op", JournalEvent.Before, "more"));
    }

    [Fact]
    public async Task Torn_records_however_many_are_never_read_and_never_in_the_way()
    {
        Write(2);
        foreach (var torn in (string[])["0123456789abcdef {\"seq", "\n0123", "\n", "0123456789abcdef {"])
        {
            File.AppendAllText(Path, torn);
        }
        Journal.Read(Path).Records.Count.ShouldBe(2);

        await New().AppendAsync("op", JournalEvent.Before, "afterwards");
        await New().AppendAsync("op", JournalEvent.Before, "and more");

        Journal.Read(Path).Records.Select(record => record.Step).ShouldBe(["step 0", "step 1", "afterwards", "and more"]);
    }

    [Fact]
    public async Task A_writer_that_was_taken_over_between_its_look_and_its_write_is_told_and_its_record_is_dropped()
    {
        Write(2);
        var late = new Journal(
            new JournalFile(Path),
            1,
            TimeProvider.System,
            new CrashPoint(
                (_, side) =>
                {
                    if (side == CrashSide.Within)
                    {
                        Wait(New(token: 2).ClaimAsync("resume"));
                    }
                }
            )
        );

        await Should.ThrowAsync<LockLostException>(() => late.AppendAsync("op", JournalEvent.Before, "late"));

        Journal.Read(Path).Records.Select(record => (record.Token, record.Step)).ShouldBe([(1, "step 0"), (1, "step 1"), (2, null)]);
        await New(token: 2).AppendAsync("op", JournalEvent.Before, "goes on");
        Journal.Read(Path).Records[^1].Step.ShouldBe("goes on");
        await Should.ThrowAsync<LockLostException>(() => New(token: 1).AppendAsync("op", JournalEvent.Before, "again"));
    }

    [Fact]
    public async Task The_newest_writer_that_others_came_before_writes_again_and_what_came_too_late_is_no_damage()
    {
        Write(1);
        var newest = Interrupted(
            token: 4,
            () =>
                Wait(Interrupted(token: 3, () => Wait(New(token: 1).AppendAsync("op", JournalEvent.Before, "step 1"))).ClaimAsync("abort"))
        );

        await newest.ClaimAsync("resume");

        Journal
            .Read(Path)
            .Records.Select(record => (record.Token, record.Step))
            .ShouldBe([(1, "step 0"), (1, "step 1"), (3, null), (4, null)]);
    }

    /// <summary>A writer for whom something happens once between its first look and its write.</summary>
    private Journal Interrupted(long token, Action meanwhile) =>
        new(
            new JournalFile(Path),
            token,
            TimeProvider.System,
            new CrashPoint(
                (_, side) =>
                {
                    if (side == CrashSide.Within)
                    {
                        Interlocked.Exchange(ref meanwhile!, null)?.Invoke();
                    }
                }
            )
        );

    private Journal New(long token = 1) => new(new JournalFile(Path), token, TimeProvider.System, CrashPoint.None);

    /// <summary>A file's journal has written when it returns.</summary>
    private static void Wait(Task written) => written.GetAwaiter().GetResult();

    private byte[] Write(int records)
    {
        var journal = New();
        for (var i = 0; i < records; i++)
        {
            Wait(journal.AppendAsync("op", JournalEvent.Before, $"step {i}"));
        }
        return File.ReadAllBytes(Path);
    }
}
