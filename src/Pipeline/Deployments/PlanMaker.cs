using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Makes the plan of a deployment from what is there now. Changes nothing, and needs neither the host nor a stored release.
/// </summary>
internal sealed class PlanMaker(IInstallation installation, ReleasePolicy policy)
{
    /// <summary>The release's id in a plan: it gets its own when the plan is carried out.</summary>
    public const string NotYet = "(new)";

    public async Task<(ReleasePlan Plan, DatabaseOutlook? Outlook)> MakeAsync(
        Candidate candidate,
        bool withData,
        CancellationToken cancellationToken
    )
    {
        await using var target = installation.Target(token: 0);
        var now = installation.Time.GetUtcNow();
        var state = (await installation.ObserveAsync(cancellationToken))?.State ?? new TargetState(null, []);
        var release = candidate.As(NotYet, now);
        var operation = DeployPlan.Of(state, release.Id, token: 0, policy, withData);
        var context = StepContext.For(operation, release, installation.Releases, target, policy, installation.Hooks, installation.Time);
        // On a cluster only what is stored there can ask the database: the release that serves, or none before the first.
        var asker = release.Image is null ? release : context.From;
        var outlook = asker is null ? null : await DatabaseOutlook.OfAsync(target, release, asker, cancellationToken);
        var plan = new ReleasePlan(
            now,
            ThisProcess.Owner,
            release,
            await Baseline.ObserveAsync(installation, target, state, outlook?.Now, cancellationToken),
            operation.Slot,
            context.From is { } serving ? ReleaseDiff.Of(serving, release).Changes : [],
            outlook?.Version ?? release.Schema.Max,
            outlook?.Review.Migrations ?? [],
            outlook is null
                ? []
                :
                [
                    await AskAsync(new SchemaGate(release, context.From, outlook), cancellationToken),
                    await AskAsync(new MigrationsGate(outlook), cancellationToken),
                ],
            RollbackOutlook.Of(
                context.From,
                release.Database,
                outlook,
                warm: operation is { FromSlot: not null, Rolls: false, IsInPlace: false },
                context.From is null || installation.CanStart(context.From)
            ),
            [.. Plan.Steps(context with { Outlook = outlook }).Select(step => $"{step.Name}: {step.Intent}")]
        );
        return (PlanFile.Seal(plan), outlook);
    }

    private static async Task<GateVerdict> AskAsync(IGate gate, CancellationToken cancellationToken)
    {
        var verdict = await gate.JudgeAsync(cancellationToken);
        return new GateVerdict(gate.Name, verdict.Decision, verdict.Reason);
    }
}
