using System.CommandLine;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Setup.GitHub;

namespace MalariaPredictor.Pipeline.Commands;

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
        HelpName = "USER|ORGANISATION/TEAM",
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
