using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>
/// <c>up</c> without <c>--detach</c>: says when something changes, brings a host back that was killed, and ends everything on Ctrl-C.
/// </summary>
internal sealed class Foreground(Installation installation, IAnsiConsole screen)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task<int> StayAsync(CancellationToken cancellationToken)
    {
        screen.WriteLine("Ctrl-C stops it.");
        try
        {
            string? shown = null;
            while (true)
            {
                if (await LineAsync(cancellationToken) is not { } line)
                {
                    return await StoppedElsewhereAsync();
                }
                if (shown is not null && line != shown)
                {
                    screen.WriteLine(line);
                }
                shown = line;
                await Task.Delay(Look, installation.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var what in await Shutdown.RunAsync(installation, CancellationToken.None))
            {
                screen.WriteLine("Stopped " + what);
            }
            return ExitCode.Done;
        }
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        if (await installation.Host.StatusAsync(cancellationToken) is not { } status)
        {
            if (!DiedByItself())
            {
                return null;
            }
            (status, _) = await installation.Launcher.EnsureAsync(null, cancellationToken);
        }
        return status.ActiveSlot is not { } slot ? "no release serves"
            : slot.Condition == SlotCondition.Ready ? $"release {slot.Release} serves from slot {slot.Name}"
            : $"release {slot.Release} in slot {slot.Name}: {slot.Reason}";
    }

    /// <summary>A host that was told to stop is not brought back: its last word in the lock is the command that stopped it.</summary>
    private bool DiedByItself() => ReleaseLock.Read(installation.State.Lock).Command != "down";

    private Task<int> StoppedElsewhereAsync()
    {
        screen.WriteLine("It was stopped by ./pipeline down.");
        return Task.FromResult(ExitCode.Done);
    }
}
