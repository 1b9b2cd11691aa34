using System.Diagnostics;

namespace MalariaPredictor.Releases;

/// <summary>What requests at a constant rate notice of a switch.</summary>
internal static class SwitchMeasure
{
    private const int Rounds = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(Installation installation)
    {
        await using var load = new OpenLoop(installation.Port, installation.Path);
        await Task.Delay(WarmUp);
        Write($"{OpenLoop.PerSecond} requests/s to {installation.Path}, constant rate, {Rounds} switches between two warm releases\n");
        Console.WriteLine(
            "| switch | p99 before, ms | p99 while the command runs, ms | p99 in the second of the switch, ms | minus before, ms | both "
                + "releases answer for, ms |\n|---|---|---|---|---|---|"
        );
        var added = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var from = Stopwatch.GetTimestamp();
            await Task.Delay(Before);
            var (release, began) = await installation.RollbackAsync();
            var ended = Stopwatch.GetTimestamp();
            await Task.Delay(2 * Around);

            var all = load.Between(began, Stopwatch.GetTimestamp());
            var first = all.Where(answer => answer.Release == release).Min(answer => answer.Due);
            var last = all.Where(answer => answer.Release != release).Select(answer => answer.Due).DefaultIfEmpty(first).Max();
            var before = OpenLoop.Quantile(load.Between(from, began), 0.99);
            var during = OpenLoop.Quantile(load.Between(first - Ticks(Around), first + Ticks(Around)), 0.99);
            added.Add(during - before);
            Write(
                $"| {round} | {before:0.0} | {OpenLoop.Quantile(load.Between(began, ended), 0.99):0.0} | {during:0.0} | {added[^1]:0.0} | "
                    + $"{Math.Max(0, Stopwatch.GetElapsedTime(first, last).TotalMilliseconds):0} |"
            );
        }

        added.Sort();
        Write(
            $"\n{load.Requests:#,0} requests, {load.Failed} failed; p99 in the second of the switch minus p99 before: "
                + $"{added[Rounds / 2]:0.0} ms (median), {added[^1]:0.0} ms (worst)"
        );
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static void Write(string line) => Console.WriteLine(line);
}
