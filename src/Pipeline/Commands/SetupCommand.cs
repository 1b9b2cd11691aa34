using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class SetupCommand
{
    public static Command Create()
    {
        var command = new Command(
            "setup",
            """
            Set up what releases stand on: look, compare, show the plan, make what is missing, fix what differs. What is as it should be is
            left alone, so a second run has nothing to do, and a run that was cut off is resumed by the next.

            Examples:
              ./pipeline setup kubernetes --environment production --dry-run
              ./pipeline setup all
            """
        );
        command.Subcommands.Add(
            Of(
                [SetupAreas.Kubernetes],
                "Namespaces, accounts with the rights that a release needs, network policies, Services, autoscalers, Ingress.",
                ""
            )
        );
        command.Subcommands.Add(
            Of(
                [SetupAreas.Secrets],
                """
                The Secrets of the cluster: passwords are made once, never overwritten, never printed.
                What only a person knows is taken from the
                environment (ERA5_API_KEY, or ERA5_API_KEY_FILE names a file that holds it); what is needed and missing is named.
                """,
                ""
            )
        );
        command.Subcommands.Add(
            Of(
                [SetupAreas.Monitoring],
                "Prometheus, Alertmanager and Grafana by their chart; the environments' monitors and rules; the dashboards. Needs helm.",
                ""
            )
        );
        command.Subcommands.Add(
            Of(
                [SetupAreas.Database],
                "PostgreSQL with TimescaleDB, by the chart of its operator; left out where DATABASE_URL names a managed one. Needs helm.",
                ""
            )
        );
        command.Subcommands.Add(
            Of([SetupAreas.Cache], "Redis, by its chart; left out where REDIS_URL names a managed one. Needs helm.", "")
        );
        command.Subcommands.Add(
            Of(
                [SetupAreas.GitHub],
                """
                The repository on GitHub: which actions may run, protected branches, environments with reviewers, sealed secrets and
                variables. In the
                name of whose token GITHUB_TOKEN is.
                """,
                " --reviewer octocat"
            )
        );
        command.Subcommands.Add(
            Of(SetupAreas.Order, $"All of these, in the order in which one needs another: {string.Join(", ", SetupAreas.Order)}.", "")
        );
        return command;
    }

    private static Command Of(IReadOnlyList<string> areas, string description, string more)
    {
        var name = areas.Count == 1 ? areas[0] : "all";
        var command = new Command(
            name,
            $"""
            {description}

            Examples:
              ./pipeline setup {name} --dry-run
              ./pipeline setup {name} --environment production{more}
            """
        );
        var options = new SetupOptions();
        options.AddTo(command, cluster: areas.Any(area => area != SetupAreas.GitHub), github: areas.Contains(SetupAreas.GitHub));
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(areas, options.Read(parsed), parsed.GetValue(options.DryRun), parsed.GetValue(options.Json), cancel)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> areas,
        SetupRequest request,
        bool dryRun,
        bool json,
        CancellationToken cancellationToken
    )
    {
        using var setup = new SetupAreas(request);
        var lines = new SetupLines(Screen.Create(json));
        try
        {
            var run = new SetupRun(await setup.SectionsAsync(areas, cancellationToken), lines);
            var document = await run.PlanAsync(cancellationToken);
            lines.Sum(document);
            if (dryRun)
            {
                lines.NothingChanged();
            }
            else
            {
                document = await run.ApplyAsync(cancellationToken);
                lines.Sum(document);
            }
            await ShowAsync(document, json);
            var held = document.Resources.Where(resource => resource.Drift == Drift.Held).Select(resource => resource.Name).ToList();
            return held.Count == 0
                ? ExitCode.Done
                : throw new UserFacingException(
                    $"held: {string.Join(", ", held)}",
                    "See above what each waits for; then run the same command again."
                );
        }
        catch (SetupFailure failure)
        {
            await ShowAsync(failure.Reached, json);
            throw;
        }
    }

    private static async Task ShowAsync(SetupDocument document, bool json)
    {
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(document, SetupJson.Default.SetupDocument));
        }
    }
}
