using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class PlanCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var artifact = SharedOptions.Artifact("Plan for this artifact");
        var image = SharedOptions.Image();
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Write the plan, sealed, into a file that deploy --plan carries out.",
            HelpName = "FILE",
        };
        var options = new ReleaseOptions();
        var command = new Command(
            "plan",
            """
            Show what a deployment would do, and change nothing: the release with its tests, what differs from the one that serves, the
            migrations with their SQL and what is wrong with them, whether a rollback stays feasible, each step and the gates that judge.
            Exit code 1 when a gate refuses it already.

            Examples:
              ./pipeline plan
              ./pipeline plan --out release.plan && ./pipeline deploy --plan release.plan
            """
        )
        {
            state,
            json,
            artifact,
            image,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var installation = await EnvironmentOption.OpenAsync(parsed, options.Environment, state, cancel);
                return await ShowAsync(
                    installation,
                    new DeployChoice.Asked(parsed.GetValue(artifact), parsed.GetValue(image)),
                    options.Read(parsed),
                    parsed.GetValue(output)?.FullName,
                    parsed.GetValue(json),
                    cancel
                );
            }
        );
        return command;
    }

    /// <summary>Builds, since the artifact is what the plan is about, and for that takes the lock; starts and changes nothing.</summary>
    public static async Task<int> ShowAsync(
        IInstallation installation,
        DeployChoice.Asked asked,
        ReleasePolicy policy,
        string? file,
        bool json,
        CancellationToken cancellationToken
    )
    {
        await using var held = await installation.TakeLockAsync("plan", cancellationToken);
        await installation.RequireRightsAsync(cancellationToken);
        var lines = new StepLines(Screen.Create(json: true), installation.Time); // On stderr: stdout is the plan's.
        var candidate = await new DeployChoice(installation, lines).TakeAsync(asked, cancellationToken);
        var (plan, _) = await new PlanMaker(installation, policy).MakeAsync(candidate, withData: false, cancellationToken);
        if (file is not null)
        {
            PlanFile.Write(file, plan);
        }
        await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(plan, DeploymentJson.Default.ReleasePlan) : PlanWords.Of(plan, installation.PlanNote));
        return plan.MayPass ? ExitCode.Done : ExitCode.Failed;
    }
}
