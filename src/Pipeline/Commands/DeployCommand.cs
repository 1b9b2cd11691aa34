using System.CommandLine;
using MalariaPredictor.Pipeline.Operations;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

internal static class DeployCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var artifact = SharedOptions.Artifact("Deploy this artifact");
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plan and change nothing." };
        var again = new Option<bool>("--again") { Description = "Deploy even if the same release already serves." };
        var reason = SharedOptions.Reason();
        var timings = new ReleaseOptions();
        var command = new Command("deploy",
            """
            Put the checked-out commit into service beside the running release, verify it, and switch over without a dropped request.
            A release that is not ready, not what it says it is, or not sane is refused, and the old one keeps serving.

            Examples:
              ./pipeline deploy
              ./pipeline deploy --dry-run
              ./pipeline deploy --artifact 3fa2c1
            """) { state, json, artifact, dryRun, again, reason };
        timings.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var request = new Request(parsed.GetValue(artifact), parsed.GetValue(dryRun), parsed.GetValue(again), parsed.GetValue(json), parsed.GetValue(reason));
            return RunAsync(SharedOptions.Directory(parsed, state), request, timings.Read(parsed), cancel);
        });
        return command;
    }

    private sealed record Request(string? Artifact, bool DryRun, bool Again, bool Json, string? Reason);

    private static async Task<int> RunAsync(StateDirectory state, Request request, ReleasePolicy policy, CancellationToken cancel)
    {
        using var installation = new Installation(state, TimeProvider.System);
        var screen = Screen.Create(request.Json);
        var lines = new StepLines(screen, installation.Time);
        return request.DryRun
            ? await ShowPlanAsync(installation, request, policy, screen, lines, cancel)
            : await DeployAsync(installation, request, policy, screen, lines, cancel);
    }

    private static async Task<int> DeployAsync(
        Installation installation, Request request, ReleasePolicy policy, IAnsiConsole screen, StepLines lines, CancellationToken cancel)
    {
        var began = installation.Time.GetTimestamp();
        await using var session = await ReleaseSession.OpenAsync(installation, "deploy", lines, policy, cancel);
        var (candidate, before) = await ChooseAsync(installation, request, lines, session.Cancel);
        var deployment = new Deployment(installation, session, policy);
        var served = !request.Again && await deployment.IsServedAsync(candidate);
        var steps = served ? [] : (await deployment.RunAsync(candidate, data: null, request.Reason)).Steps;
        var facts = new Announcement.Facts(served ? "already-serving" : "deployed", before, installation.Time.GetElapsedTime(began), steps, request.Json);
        await Announcement.ShowAsync(installation, screen, facts, cancel);
        return ExitCode.Done;
    }

    /// <summary>Builds, since the artifact is what the plan is about; starts and changes nothing.</summary>
    private static async Task<int> ShowPlanAsync(
        Installation installation, Request request, ReleasePolicy policy, IAnsiConsole screen, StepLines lines, CancellationToken cancel)
    {
        var began = installation.Time.GetTimestamp();
        using var held = installation.TakeLock("deploy --dry-run");
        var (candidate, before) = await ChooseAsync(installation, request, lines, cancel);
        var plan = await DeployPlan.DescribeAsync(installation, candidate, policy, cancel);
        screen.WriteLine("Would\n  " + string.Join("\n  ", plan));
        await Announcement.ShowAsync(installation, screen, new Announcement.Facts("planned", before, installation.Time.GetElapsedTime(began), plan, request.Json), cancel);
        return ExitCode.Done;
    }

    private static async Task<(Candidate Candidate, string? Before)> ChooseAsync(Installation installation, Request request, StepLines lines, CancellationToken cancel)
    {
        var before = (await installation.Host.StatusAsync(cancel))?.ActiveSlot?.Release;
        var database = await ServedDatabase.UrlAsync(installation, before, cancel);
        var chosen = await lines.TimeAsync("artifact", () => new ArtifactChoice(installation).TakeAsync(request.Artifact, cancel), found => found.ToString());
        return (new Candidate(chosen.Digest, chosen.Commit, chosen.Schema, ServedDatabase.Configure(database)), before);
    }
}
