using System.CommandLine;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class DeployCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var artifact = SharedOptions.Artifact("Deploy this artifact");
        var image = SharedOptions.Image();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plan and change nothing; the same as ./pipeline plan." };
        var plan = new Option<FileInfo?>("--plan")
        {
            Description = "Carry out exactly this plan, or refuse if anything it rests on has changed.",
            HelpName = "FILE",
        };
        var again = new Option<bool>("--again") { Description = "Deploy even if the same release already serves." };
        var reason = SharedOptions.Reason();
        var timings = new ReleaseOptions();
        var command = new Command(
            "deploy",
            """
            Put the checked-out commit into service beside the running release, verify it, and switch over without a dropped request.
            A release is refused when it is not ready, reports another version, or fails a gate; the old one keeps serving.

            Examples:
              ./pipeline deploy
              ./pipeline deploy --dry-run
              ./pipeline deploy --artifact 3fa2c1
              ./pipeline deploy --plan release.plan
              ./pipeline deploy --environment production --image ghcr.io/owner/name@sha256:…
            """
        )
        {
            state,
            json,
            artifact,
            image,
            dryRun,
            plan,
            again,
            reason,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetResult(plan) is not null
                && (result.GetResult(artifact) ?? result.GetResult(image) ?? result.GetResult(dryRun)) is not null
            )
            {
                result.AddError(
                    "--plan names the artifact already, and is carried out: it goes with none of --artifact, --image and --dry-run."
                );
            }
        });
        timings.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
            {
                var what = new DeployChoice(parsed.GetValue(artifact), parsed.GetValue(image));
                var request = new Request(
                    what,
                    parsed.GetValue(plan)?.FullName,
                    parsed.GetValue(dryRun),
                    parsed.GetValue(again),
                    parsed.GetValue(json),
                    parsed.GetValue(reason)
                );
                return RunAsync(
                    () => EnvironmentOption.OpenAsync(parsed, timings.Environment, state, cancel),
                    request,
                    timings.Read(parsed),
                    cancel
                );
            }
        );
        return command;
    }

    private sealed record Request(DeployChoice What, string? Plan, bool DryRun, bool Again, bool Json, string? Reason);

    private static async Task<int> RunAsync(
        Func<Task<IInstallation>> open,
        Request request,
        ReleasePolicy policy,
        CancellationToken cancellationToken
    )
    {
        using var installation = await open();
        var screen = Screen.Create(request.Json);
        var lines = new StepLines(screen, installation.Time);
        return request.DryRun
            ? await PlanCommand.ShowAsync(installation, request.What, policy, file: null, request.Json, cancellationToken)
            : await Announcement.OrFailureAsync(
                installation,
                screen,
                request.Json,
                () => DeployAsync(installation, request, policy, lines, cancellationToken)
            );
    }

    private static async Task<int> DeployAsync(
        IInstallation installation,
        Request request,
        ReleasePolicy policy,
        StepLines lines,
        CancellationToken cancellationToken
    )
    {
        var began = installation.Time.GetTimestamp();
        var asked = request.Plan is { } file ? PlanFile.Read(file) : null;
        await using var session = await ReleaseSession.OpenAsync(installation, "deploy", lines, policy, cancellationToken);
        var before = (await session.Target.ObserveAsync(session.Cancel)).ActiveSlot?.Release;
        var candidate = asked is null
            ? await installation.TakeAsync(request.What, lines, session.Cancel)
            : await DeployChoice.AsPlannedAsync(installation, asked, lines, session.Cancel);
        var deployment = new Deployment(installation, session, policy);
        var served = asked is null && !request.Again && await deployment.IsServedAsync(candidate);
        var operation = served ? null : await deployment.RunAsync(candidate, data: null, request.Reason, asked);
        var facts = new Announcement.Facts(
            served ? "already-serving" : "deployed",
            before,
            installation.Time.GetElapsedTime(began),
            operation?.Steps ?? [],
            request.Json,
            operation?.Id
        );
        await Announcement.ShowAsync(installation, Screen.Create(request.Json), facts, cancellationToken);
        return ExitCode.Done;
    }
}
