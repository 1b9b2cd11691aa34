using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Storage;

public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateDirectory _state;

    public LogTests() => _state = new StateDirectory(_folder.File("state"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Log => _state.SlotLog("r1", "blue");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_that_grew_too_large_is_set_aside_and_its_writer_goes_on()
    {
        using var writer = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        writer.Write(new byte[LogKeeper.MostBytes + 1]);
        writer.Flush();

        new LogKeeper(_state, TimeProvider.System).Sweep();

        new FileInfo(Log).Length.ShouldBe(0);
        new FileInfo(Log + ".old").Length.ShouldBe(LogKeeper.MostBytes + 1);
    }

    [Fact]
    public void Only_the_newest_logs_are_kept()
    {
        for (var i = 0; i < 60; i++)
        {
            File.WriteAllText(_state.SlotLog($"r{i:00}", "blue"), "x");
            File.SetLastWriteTimeUtc(_state.SlotLog($"r{i:00}", "blue"), DateTime.UnixEpoch.AddYears(50).AddMinutes(i));
        }

        new LogKeeper(_state, TimeProvider.System).Sweep();

        Directory.GetFiles(_state.Logs).Length.ShouldBe(40);
        File.Exists(_state.SlotLog("r59", "blue")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_last_lines_are_read_whole_from_a_log_of_any_length()
    {
        await File.WriteAllLinesAsync(Log, Enumerable.Range(0, 100_000).Select(i => $"line {i}"), Cancel);

        (await LogTail.ReadAsync(Log, 3, Cancel)).ShouldBe(["line 99997", "line 99998", "line 99999"]);
        (await LogTail.ReadAsync(Log + ".missing", 3, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_written_is_followed_also_after_the_log_was_emptied()
    {
        await File.WriteAllTextAsync(Log, "a long line from before that is not shown\n", Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var shown = new StringWriter();
#pragma warning disable CA2025 // It is awaited below, before the writer is disposed of.
        var following = LogTail.FollowAsync(Log, shown, TimeProvider.System, stop.Token);
#pragma warning restore CA2025
        await File.AppendAllTextAsync(Log, "first\n", Cancel);
        await Patience.UntilAsync(() => Task.FromResult(shown.ToString() == "first\n"), "the first line is shown");
        await File.WriteAllTextAsync(Log, "second\n", Cancel);
        await Patience.UntilAsync(() => Task.FromResult(shown.ToString() == "first\nsecond\n"), "the second line is shown");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(following);
    }
}
