using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases.Steps;

namespace MalariaPredictor.Pipeline.Releases.Engine;

/// <summary>
/// The steps of each kind of operation. The same steps are shown by a dry run, carried out, and taken up again after a crash.
/// </summary>
internal static class Plan
{
    /// <summary>Kept in the operation, so that an older journal is read with the steps it was written with.</summary>
    public static IReadOnlyList<string> Deploy(ReleasePolicy policy, bool withData) =>
        [
            .. Hooks(policy, HookStage.AfterRollback),
            .. Hooks(policy, HookStage.BeforeRelease),
            StepNames.Preflight,
            .. policy.BacksUp ? [StepNames.Backup] : (string[])[],
            StepNames.Migrate,
            .. withData ? [StepNames.Data] : (string[])[],
            StepNames.Start,
            .. policy.Before.Select(gate => StepNames.Gate(gate.Name)),
            .. Hooks(policy, HookStage.BeforeSwitch),
            StepNames.Switch,
            .. Hooks(policy, HookStage.AfterSwitch),
            StepNames.Watch,
            StepNames.Commit,
            StepNames.Retire,
            .. Hooks(policy, HookStage.AfterCommit),
        ];

    /// <summary>No hook stands in the way of a rollback; those for after it follow.</summary>
    public static IReadOnlyList<string> Rollback(ReleasePolicy policy, bool warm) =>
        [
            .. warm ? [] : (string[])[StepNames.Preflight, StepNames.Start],
            StepNames.Switch,
            StepNames.Commit,
            .. !warm && policy.Strategy == Strategy.Rolling ? [StepNames.Retire] : (string[])[],
            .. Hooks(policy, HookStage.AfterRollback),
        ];

    /// <param name="context">The operation with what it refers to.</param>
    /// <param name="data">The data step, which only the command that was given data can carry out; to undo it there is nothing to
    /// do.</param>
    public static IReadOnlyList<IReleaseStep> Steps(StepContext context, IReleaseStep? data = null) =>
        [.. context.Operation.Steps.Select(name => Step(name, context, data)).OfType<IReleaseStep>()];

    private static IReleaseStep? Step(string name, StepContext context, IReleaseStep? data) =>
        name switch
        {
            StepNames.Preflight => new PreflightStep(context),
            StepNames.Backup => new BackupStep(context),
            StepNames.Migrate => new MigrateStep(context),
            StepNames.Data => data,
            StepNames.Start => new StartStep(context),
            StepNames.Switch => context.Operation.Rolls ? new RollStep(context) : new SwitchStep(context),
            StepNames.Watch => new WatchStep(context, [.. context.Policy.After.Select(gate => gate.Create(context.Subject, context.Time))]),
            StepNames.Commit => new CommitStep(context),
            StepNames.Retire => new RetireStep(context),
            _ when StepNames.IsGate(name) => Gate(name, context),
            _ when StepNames.IsHook(name) => context.Policy.Hooks.FirstOrDefault(hook => hook.Step == name) is { } hook
                ? new HookStep(context, hook)
                : null,
            _ => throw new Terminal.UserFacingException(
                $"the journal names a step '{name}' that this version does not know",
                "Use the version of the pipeline that wrote it to finish that operation."
            ),
        };

    private static IEnumerable<string> Hooks(ReleasePolicy policy, HookStage stage) => policy.HooksAt(stage).Select(hook => hook.Step);

    /// <summary>
    /// Null where the environment does not ask for that gate any more: an operation that is taken up again is past its gates, or is undone.
    /// </summary>
    private static GateStep? Gate(string name, StepContext context) =>
        context.Policy.Before.FirstOrDefault(gate => StepNames.Gate(gate.Name) == name) is { } spec
            ? new GateStep(context, spec.Create(context.Subject, context.Time))
            : null;
}
