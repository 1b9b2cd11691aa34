using System.Diagnostics;
using System.Globalization;

namespace MalariaPredictor.Releases;

/// <summary>
/// From the start of the rollback command to the first answer of the release gone back to, and to the command's end, under load.
/// </summary>
internal static class RollbackMeasure
{
    private const int Rounds = 50;

    public static async Task RunAsync(Installation installation)
    {
        await using var load = new OpenLoop(installation.Port, installation.Path);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var (serves, ends) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (release, began) = await installation.RollbackAsync();
            var ended = Stopwatch.GetTimestamp();
            while (!load.Between(began, long.MaxValue).Any(answer => answer.Release == release))
            {
                await Task.Delay(10);
            }

            var first = load.Between(began, long.MaxValue).Where(answer => answer.Release == release).Min(answer => answer.Done);
            serves.Add(Stopwatch.GetElapsedTime(began, first).TotalMilliseconds);
            ends.Add(Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds);
        }

        Console.WriteLine(
            FormattableString.Invariant(
                $"{Rounds} rollbacks under {OpenLoop.PerSecond} requests/s: {load.Requests:#,0} requests, {load.Failed} failed\n"
            )
        );
        Console.WriteLine("| from the command to | median, ms | worst, ms |\n|---|---|---|");
        Write("the first answer of the old release", serves);
        Write("the command's end", ends);
    }

    private static void Write(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times[times.Count / 2]:0} | {times[^1]:0} |"));
    }
}
