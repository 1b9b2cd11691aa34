using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

/// <summary>
/// Of several that want one name, or the release lock, exactly one gets it: threads, processes, on every file system at hand.
/// </summary>
public sealed class ContentionTests(ITestOutputHelper output)
{
    private const int Seed = 20260101;
    private const int Kills = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    [Fact]
    public void Of_threads_that_create_one_file_exactly_one_succeeds()
    {
        using var folder = TemporaryFolder.InMemory();
        for (var round = 0; round < 2_000; round++)
        {
            var path = folder.File($"name-{round}");
            var wins = 0;
            Parallel.For(
                0,
                4,
                thread =>
                {
                    try
                    {
                        AtomicFile.WriteNew(path, [(byte)thread]);
                        Interlocked.Increment(ref wins);
                    }
                    catch (FileExistsException)
                    {
                        // Another one was faster.
                    }
                }
            );
            wins.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("tmpfs", "names", 1_500)]
    [InlineData("tmpfs", "lock", 200)]
    [InlineData("disk", "names", 50)]
    public Task Of_processes_that_are_killed_and_suspended_exactly_one_wins(string place, string what, int rounds) =>
        CompeteAsync(place, what, rounds, kills: 4, seed: Seed);

    [Theory(Explicit = true)]
    [InlineData("disk", "names")]
    [InlineData("disk", "lock")]
    [InlineData("tmpfs", "names")]
    [InlineData("tmpfs", "lock")]
    [InlineData("overlay", "names")]
    [InlineData("overlay", "lock")]
    public async Task In_tens_of_thousands_of_rounds_exactly_one_wins(string place, string what)
    {
        // In memory the rounds are over before many can be killed, so they are run again.
        var (killed, seed) = (0, Seed);
        while (killed < Kills)
        {
            killed += await CompeteAsync(place, what, what == "names" ? 40_000 : 10_000, Kills - killed, seed++);
        }
    }

    /// <returns>How many were killed.</returns>
    private async Task<int> CompeteAsync(string place, string what, int rounds, int kills, int seed)
    {
        using var disk = place == "overlay" ? OverlayDisk.Mount() : null;
        using var folder = place == "tmpfs" ? TemporaryFolder.InMemory() : new TemporaryFolder();
        var path = disk?.Path ?? folder.Path;
        using var contention = new Contention(path, what, rounds, kills, seed);

        var won = await contention.RunAsync(Pause, TestContext.Current.CancellationToken);

        output.WriteLine($"{place}, {what}: {won.Count} won, {contention.Killed} killed, {contention.Suspended} suspended");
        won.GroupBy(win => win.Number).Where(number => number.Count() > 1).ShouldBeEmpty();
        if (what == "names")
        {
            // Whoever was killed between winning and noting it is named by the file alone.
            won.Where(win => BitConverter.ToInt32(File.ReadAllBytes(Path.Combine(path, $"name-{win.Number}"))) != win.Pid).ShouldBeEmpty();
            Enumerable.Range(1, rounds).Where(round => !File.Exists(Path.Combine(path, $"name-{round}"))).ShouldBeEmpty();
        }
        return contention.Killed;
    }
}
