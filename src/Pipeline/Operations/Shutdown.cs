using MalariaPredictor.Pipeline.Targets.Process.Hosting;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>Ends the service; refuses while a release is being made.</summary>
internal static class Shutdown
{
    public static async Task<IReadOnlyList<string>> RunAsync(Installation installation, CancellationToken cancel)
    {
        using var held = installation.TakeLock("down");
        return await new HostEnd(installation.State, installation.Host, installation.Time).StopAsync(held.Token, cancel);
    }
}
