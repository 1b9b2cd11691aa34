using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var environment = EnvironmentOption.Create();
        var command = new Command(
            "status",
            """
            Show what serves: slots, releases, health, traffic, and where a rollback would go.

            Examples:
              ./pipeline status
              ./pipeline status --json
            """
        )
        {
            state,
            environment,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (EnvironmentOption.Cluster(parsed, environment) is { } onCluster)
                {
                    using var cluster = await ClusterInstallation.OpenAsync(onCluster, TimeProvider.System, cancel);
                    return await ShowAsync(cluster, parsed.GetValue(json), cancel);
                }
                using var installation = new Installation(SharedOptions.Directory(parsed, state), TimeProvider.System);
                var status = await StatusDocument.ReadAsync(installation, cancel);
                if (parsed.GetValue(json))
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(status, DeploymentJson.Default.StatusDocument));
                }
                else
                {
                    Show(Screen.Create(json: false), status);
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<int> ShowAsync(ClusterInstallation cluster, bool json, CancellationToken cancellationToken)
    {
        var status = await ClusterStatus.ReadAsync(cluster, cancellationToken);
        var screen = Screen.Create(json: false);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(status, DeploymentJson.Default.ClusterStatus));
            return ExitCode.Done;
        }
        ClusterStatusView.Show(screen, status);
        Note(screen, "A rollback goes to release", status.RollbackTo);
        Note(screen, "Releasing now:", status.Lock);
        Note(screen, "Unfinished (the next deploy or rollback puts it in order):", status.Unfinished);
        return ExitCode.Done;
    }

    private static void Show(IAnsiConsole screen, StatusDocument status)
    {
        if (status.Host is not { } host)
        {
            screen.WriteLine($"Nothing runs for {status.State}. Start it with ./pipeline up");
        }
        else
        {
            screen.MarkupLineInterpolated(
                $"[bold]{host.Url}[/] since {host.Since.ToLocalTime():yyyy-MM-dd HH:mm:ss} (host process {host.Process.Pid})"
            );
            screen.Write(Table(host, status));
        }
        Note(screen, "Program (./pipeline backend runs it on this database):", status.Program);
        Note(screen, "Database:", status.Database);
        Note(screen, "A rollback goes to release", status.RollbackTo);
        Note(screen, "Releasing now:", status.Lock);
        Note(screen, "Unfinished (the next deploy, rollback or up puts it in order):", status.Unfinished);
    }

    private static Table Table(HostStatus host, StatusDocument status)
    {
        var table = new Table()
            .Border(TableBorder.Minimal)
            .AddColumns("slot", "", "release", "commit", "health", "since", "requests", "in flight", "errors", "restarts");
        foreach (var slot in host.Slots)
        {
            table.AddRow(
                new[]
                {
                    slot.Name,
                    Role(slot, status),
                    slot.Release,
                    slot.Commit[..Math.Min(12, slot.Commit.Length)],
                    slot.Reason == "ready" ? "ready" : $"{slot.Condition}: {slot.Reason}",
                    slot.Since.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss"),
                    $"{slot.Traffic.Requests}",
                    $"{slot.Traffic.InFlight}",
                    $"{slot.Traffic.ServerErrors + slot.Traffic.Broken}",
                    $"{slot.Restarts}",
                }
                    .Select(Markup.Escape)
                    .ToArray()
            );
        }
        return table;
    }

    /// <summary>Only a release that was committed is kept warm for a rollback.</summary>
    private static string Role(SlotStatus slot, StatusDocument status) =>
        slot.SlotName == status.Host!.Active || slot.SlotName == status.Host.Sharing ? "serves"
        : status.NotJudged?.Contains(slot.Name) != true ? "warm"
        : status.Lock is not null ? "being released"
        : "never judged";

    private static void Note(IAnsiConsole screen, string words, string? what)
    {
        if (what is not null)
        {
            screen.WriteLine($"{words} {what}");
        }
    }
}

/// <summary>The status of an environment on a cluster, for people.</summary>
internal static class ClusterStatusView
{
    public static void Show(IAnsiConsole screen, ClusterStatus status)
    {
        screen.MarkupLineInterpolated($"[bold]{status.Url}[/] ({status.Environment}, namespace {status.Namespace})");
        if (status.Slots.Count == 0)
        {
            screen.WriteLine($"No release serves yet. ./pipeline deploy --environment {status.Environment} --image … makes the first.");
            return;
        }
        var table = new Table().Border(TableBorder.Minimal).AddColumns("slot", "", "release", "commit", "health");
        foreach (var slot in status.Slots)
        {
            table.AddRow(
                new[]
                {
                    slot.Name,
                    slot.Name == status.Active ? "serves" : "warm",
                    slot.Release,
                    slot.Commit?[..Math.Min(12, slot.Commit.Length)] ?? "",
                    slot.Reason == "ready" ? "ready" : $"{slot.Condition}: {slot.Reason}",
                }
                    .Select(Markup.Escape)
                    .ToArray()
            );
        }
        screen.Write(table);
    }
}
