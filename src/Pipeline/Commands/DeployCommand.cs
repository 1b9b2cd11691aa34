using System.CommandLine;
using MalariaPredictor.Pipeline.Operations;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests;
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
        var image = new Option<string?>("--image") { Description = "The image to deploy where the environment is on a cluster, by its digest.", HelpName = "REPOSITORY@sha256:…" };
        image.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !ImageName.HasDigest(text))
                result.AddError($"--image takes an image with its digest (repository@sha256:…, 64 hexadecimal digits), not '{text}': a tag can be moved.");
        });
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
              ./pipeline deploy --environment production --image ghcr.io/owner/name@sha256:…
            """) { state, json, artifact, image, dryRun, again, reason };
        timings.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var request = new Request(parsed.GetValue(artifact), parsed.GetValue(image), parsed.GetValue(dryRun), parsed.GetValue(again), parsed.GetValue(json), parsed.GetValue(reason));
            return RunAsync(() => EnvironmentOption.OpenAsync(parsed, timings.Environment, state, cancel), request, timings.Read(parsed), cancel);
        });
        return command;
    }

    private sealed record Request(string? Artifact, string? Image, bool DryRun, bool Again, bool Json, string? Reason);

    private static async Task<int> RunAsync(Func<Task<IInstallation>> open, Request request, ReleasePolicy policy, CancellationToken cancel)
    {
        using var installation = await open();
        var screen = Screen.Create(request.Json);
        var lines = new StepLines(screen, installation.Time);
        return await Announcement.OrFailureAsync(installation, screen, request.Json, () => request.DryRun
            ? ShowPlanAsync(installation, request, policy, screen, lines, cancel)
            : DeployAsync(installation, request, policy, screen, lines, cancel));
    }

    private static async Task<int> DeployAsync(
        IInstallation installation, Request request, ReleasePolicy policy, IAnsiConsole screen, StepLines lines, CancellationToken cancel)
    {
        var began = installation.Time.GetTimestamp();
        await using var session = await ReleaseSession.OpenAsync(installation, "deploy", lines, policy, cancel);
        var (candidate, before) = await ChooseAsync(installation, request, lines, session.Cancel);
        var deployment = new Deployment(installation, session, policy);
        var served = !request.Again && await deployment.IsServedAsync(candidate);
        var operation = served ? null : await deployment.RunAsync(candidate, data: null, request.Reason);
        var facts = new Announcement.Facts(served ? "already-serving" : "deployed", before, installation.Time.GetElapsedTime(began), operation?.Steps ?? [], request.Json, operation?.Id);
        await Announcement.ShowAsync(installation, screen, facts, cancel);
        return ExitCode.Done;
    }

    /// <summary>Builds, since the artifact is what the plan is about; starts and changes nothing.</summary>
    private static async Task<int> ShowPlanAsync(
        IInstallation installation, Request request, ReleasePolicy policy, IAnsiConsole screen, StepLines lines, CancellationToken cancel)
    {
        var began = installation.Time.GetTimestamp();
        await using var held = await installation.TakeLockAsync("deploy --dry-run", cancel);
        var (candidate, before) = await ChooseAsync(installation, request, lines, cancel);
        var plan = await DeployPlan.DescribeAsync(installation, candidate, policy, cancel);
        screen.WriteLine("Would\n  " + string.Join("\n  ", plan));
        await Announcement.ShowAsync(installation, screen, new Announcement.Facts("planned", before, installation.Time.GetElapsedTime(began), plan, request.Json), cancel);
        return ExitCode.Done;
    }

    private static async Task<(Candidate Candidate, string? Before)> ChooseAsync(IInstallation installation, Request request, StepLines lines, CancellationToken cancel)
    {
        var before = (await installation.LookAsync(cancel))?.State.ActiveSlot?.Release;
        if (installation is ClusterInstallation cluster)
            return (await lines.TimeAsync("artifact", () => new ImageChoice(cluster).TakeAsync(request.Image, cancel), found => $"{found.Artifact[..12]} of commit {found.Commit}"), before);
        var database = await ServedDatabase.UrlAsync(installation, before, cancel);
        var chosen = await lines.TimeAsync("artifact", () => new ArtifactChoice((Installation)installation).TakeAsync(request.Artifact, cancel), found => found.ToString());
        return (new Candidate(chosen.Digest, chosen.Commit, chosen.Schema, ServedDatabase.Configure(database)), before);
    }
}
