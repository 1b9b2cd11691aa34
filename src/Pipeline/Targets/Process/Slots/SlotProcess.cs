using System.Globalization;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>How a slot's process is started.</summary>
internal static class SlotProcess
{
    public const string Name = "malaria-predictor";

    public static Task<ProcessIdentity> StartAsync(
        StateDirectory state,
        StartSlot spec,
        string name,
        int port,
        int metricsPort,
        CancellationToken cancellationToken
    )
    {
        var environment = SlotEnvironment.Of(state, spec.Environment);
        environment["RELEASE_ID"] = spec.Release;
        environment["METRICS_PORT"] = metricsPort.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<string> command =
        [
            .. Command(spec.Artifact),
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
        ];
        return DetachedProcess.StartAsync(
            command,
            environment,
            state.Root,
            state.SlotLog(spec.Release, name),
            state.SlotPid(name),
            cancellationToken,
            inherit: false
        );
    }

    /// <summary>
    /// The artifact's executable; through the same <c>dotnet</c> that runs this process, so that none need be on the PATH.
    /// </summary>
    public static IReadOnlyList<string> Command(string artifact)
    {
        var library = Path.Combine(artifact, Name + ".dll");
        if (!File.Exists(library))
        {
            return [Path.Combine(artifact, Name)];
        }
        var self = Environment.ProcessPath;
        return [Path.GetFileNameWithoutExtension(self) == "dotnet" ? self! : "dotnet", library];
    }
}
