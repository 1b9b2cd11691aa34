using System.Diagnostics;
using System.Globalization;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

/// <summary>
/// Processes that compete in one folder while they are suspended and killed at moments that a seed chooses. Whoever is killed is replaced.
/// </summary>
internal sealed class Contention(string folder, string what, int rounds, int kills, int seed) : IDisposable
{
    private const int Contenders = 6;
    private readonly Random _random = new(seed);
    private readonly List<Process> _processes = [];

    public int Killed { get; private set; }

    public int Suspended { get; private set; }

    /// <summary>Runs until every contender has come to its end.</summary>
    /// <returns>Every number that was won, as often as it was won, with the process that won it.</returns>
    public async Task<IReadOnlyList<(long Number, int Pid)>> RunAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        for (var contender = 0; contender < Contenders; contender++)
        {
            Begin();
        }
        while (_processes.FindAll(process => !process.HasExited) is { Count: > 0 } running)
        {
            await Task.Delay(pause, cancellationToken);
            // One that has only just begun is left alone: else nobody would ever come to compete.
            running.RemoveAll(process => !File.Exists(Path.Combine(folder, $"won-{process.Id}")));
            if (running.Count == 0)
            {
                continue;
            }
            var struck = running[_random.Next(running.Count)];
            if (Killed < kills && _random.Next(8) == 0)
            {
                struck.Kill();
                Killed++;
                Begin();
            }
            else
            {
                OutsideProgram.ErrorOutput("kill", "-STOP", $"{struck.Id}"); // It may have ended by itself.
                await Task.Delay(pause, cancellationToken);
                OutsideProgram.ErrorOutput("kill", "-CONT", $"{struck.Id}");
                Suspended++;
            }
        }
        _processes.Where(process => process.ExitCode is not (0 or 137)).ShouldBeEmpty();
        return
        [
            .. from file in Directory.EnumerateFiles(folder, "won-*")
            let pid = int.Parse(Path.GetFileName(file)[4..], CultureInfo.InvariantCulture)
            from line in File.ReadLines(file)
            select (long.Parse(line, CultureInfo.InvariantCulture), pid),
        ];
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
            process.Dispose();
        }
    }

    private void Begin() =>
        _processes.Add(
            Process.Start(
                new ProcessStartInfo("dotnet", [Built.Contender, what, folder, rounds.ToString(CultureInfo.InvariantCulture)])
                {
                    UseShellExecute = false,
                }
            )!
        );
}
