using MalariaPredictor.Pipeline.Deployments;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

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
