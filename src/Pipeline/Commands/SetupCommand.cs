using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Setup.GitHub;
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

/// <summary>The options of <c>setup</c>'s subcommands: made new for each, only those that mean something to it.</summary>
internal sealed class SetupOptions
{
    private readonly Option<string?> _environment = new("--environment")
    {
        Description = "Only this one of deploy/environments, or the path of one; left out, all that are on a cluster.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<bool> _force = new("--force-conflicts")
    {
        Description = "Take over fields that another manager owns with another value (default: show them and change nothing).",
    };

    private readonly Option<string?> _repository = new("--repository")
    {
        Description = "The repository on GitHub (default: that of the remote 'origin').",
        HelpName = "OWNER/NAME",
    };

    private readonly Option<string[]> _reviewers = new("--reviewer")
    {
        Description = "Who approves deployments to production; once for each, up to six. Left out, those that are set stay.",
        HelpName = "USER|ORGANIZATION/TEAM",
        DefaultValueFactory = _ => [],
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show the plan and change nothing." };

    public Option<bool> Json { get; } = SharedOptions.Json();

    public void AddTo(Command command, bool cluster, bool github)
    {
        command.Options.Add(_environment);
        command.Options.Add(DryRun);
        command.Options.Add(Json);
        if (cluster)
        {
            command.Options.Add(_force);
        }
        if (!github)
        {
            return;
        }
        _repository.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && GitHubRepository.Parse(text) is null)
            {
                result.AddError($"--repository takes OWNER/NAME, not '{text}'.");
            }
        });
        _reviewers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string[]>()?.Length > Reviewer.Most)
            {
                result.AddError($"--reviewer may be given {Reviewer.Most} times: GitHub takes no more.");
            }
        });
        command.Options.Add(_repository);
        command.Options.Add(_reviewers);
    }

    public SetupRequest Read(ParseResult parsed)
    {
        var root = Tools.Repository.Find().Root;
        var repository =
            parsed.GetResult(_repository) is not null && parsed.GetValue(_repository) is { } text ? GitHubRepository.Parse(text) : null;
        return new SetupRequest(
            root,
            EnvironmentFile.OnClusters(root, parsed.GetValue(_environment)),
            Environment.GetEnvironmentVariable,
            parsed.GetResult(_force) is not null && parsed.GetValue(_force),
            repository,
            parsed.GetResult(_reviewers) is null ? [] : parsed.GetValue(_reviewers) ?? []
        );
    }
}
