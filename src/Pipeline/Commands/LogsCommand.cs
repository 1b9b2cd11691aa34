using System.CommandLine;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class LogsCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var environment = EnvironmentOption.Create();
        var slot = new Option<string?>("--slot") { Description = "The slot (default: the one that serves).", HelpName = "blue|green" };
        slot.AcceptOnlyFromAmong("blue", "green");
        var release = new Option<string?>("--release")
        {
            Description = "The last log of this release, running or not.",
            HelpName = "RELEASE",
        };
        var host = new Option<bool>("--host") { Description = "The host's own log." };
        var hooks = new Option<bool>("--hooks") { Description = "The output of release hooks." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on showing what is written, until Ctrl-C." };
        var lines = new Option<int>("--lines", "-n")
        {
            Description = "How many of the last lines.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command(
            "logs",
            """
            Show a slot's log.

            Examples:
              ./pipeline logs
              ./pipeline logs -f --slot green
              ./pipeline logs --release 00003-1a2b3c4d -n 1000
              ./pipeline logs --environment production --follow
            """
        )
        {
            state,
            environment,
            slot,
            release,
            host,
            hooks,
            follow,
            lines,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (EnvironmentOption.Cluster(parsed, environment) is { } cluster)
                {
                    await ShowClusterAsync(parsed, cluster, cancel);
                    return ExitCode.Done;
                }
                using var installation = new Installation(SharedOptions.Directory(parsed, state), TimeProvider.System);
                var path =
                    parsed.GetValue(host) ? installation.State.HostLog
                    : parsed.GetValue(hooks) ? installation.State.HookLog
                    : parsed.GetValue(release) is { } id ? OfRelease(installation, id)
                    : await OfSlotAsync(installation, parsed.GetValue(slot), cancel);
                foreach (var line in await LogTail.ReadAsync(path, parsed.GetValue(lines), cancel))
                {
                    await Console.Out.WriteLineAsync(line);
                }
                if (parsed.GetValue(follow))
                {
                    await LogTail
                        .FollowAsync(path, Console.Out, TimeProvider.System, cancel)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Ends by Ctrl-C.
                }
                return ExitCode.Done;
            }
        );
        return command;

        async Task ShowClusterAsync(ParseResult parsed, KubernetesEnvironment cluster, CancellationToken cancellationToken)
        {
            if (parsed.GetValue(host) || parsed.GetValue(hooks))
            {
                throw new UserFacingException(
                    $"environment {cluster.Name} is on a cluster, which has no host of ours; hooks write into the log of the "
                        + $"command that runs them",
                    "Leave out --host and --hooks."
                );
            }
            using var connection = Connection.Open(TimeProvider.System);
            await new ClusterLogs(new ClusterApi(connection, cluster.Namespace), cluster).ShowAsync(
                parsed.GetValue(slot),
                parsed.GetValue(release),
                parsed.GetValue(lines),
                parsed.GetValue(follow),
                Console.Out,
                cancellationToken
            );
        }
    }

    private static string OfRelease(Installation installation, string release) =>
        new DirectoryInfo(installation.State.Logs).GetFiles(release + "-*.log").MaxBy(file => file.LastWriteTimeUtc)?.FullName
        ?? throw new UserFacingException(
            $"there is no log of release '{release}' in {installation.State.Logs}",
            "Logs of the last 40 runs are kept; ./pipeline status names the releases."
        );

    private static async Task<string> OfSlotAsync(Installation installation, string? name, CancellationToken cancellationToken)
    {
        var status =
            await installation.Host.StatusAsync(cancellationToken)
            ?? throw new UserFacingException(
                "nothing runs",
                "./pipeline up starts it; ./pipeline logs --release RELEASE shows an earlier log."
            );
        var slot = name is null ? status.ActiveSlot ?? (status.Slots is [var first, ..] ? first : null) : status.Find(name);
        return slot?.Log
            ?? throw new UserFacingException(
                name is null ? "no slot holds a release" : $"slot {name} holds no release",
                "./pipeline status shows the slots."
            );
    }
}
