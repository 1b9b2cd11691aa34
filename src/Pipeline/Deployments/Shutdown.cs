using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Ends the service; refuses while a release is being made, and closes host and journal to a deployer that was suspended in one.
/// </summary>
internal static class Shutdown
{
    public static async Task<IReadOnlyList<string>> RunAsync(Installation installation, CancellationToken cancellationToken)
    {
        using var held = installation.TakeLock("down");
        try
        {
            if (File.Exists(installation.State.Journal))
            {
                await new Journal(installation.Journal, held.Token, installation.Time, CrashPoint.None).ClaimAsync("down");
            }
        }
        catch (UserFacingException unwritable) when (unwritable is not LockLostException)
        {
            // A full disk or a damaged journal must not keep anyone from stopping: whoever is late is refused by the host that is gone.
        }
        return await new HostEnd(installation.State, installation.Host, installation.Time).StopAsync(held.Token, cancellationToken);
    }
}
