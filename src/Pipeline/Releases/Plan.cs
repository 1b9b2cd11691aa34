using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases.Steps;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>The steps of each kind of operation. The same steps are shown by a dry run, carried out, and taken up again after a crash.</summary>
internal static class Plan
{
    /// <summary>Kept in the operation, so that an older journal is read with the steps it was written with.</summary>
    public static IReadOnlyList<string> Deploy(bool withData) =>
    [
        StepNames.Preflight, StepNames.Migrate, .. withData ? [StepNames.Data] : (string[])[],
        StepNames.Start, StepNames.Verify, StepNames.Replay, StepNames.Latency, StepNames.Switch, StepNames.Watch, StepNames.Commit, StepNames.Retire,
    ];

    public static IReadOnlyList<string> Rollback(bool warm) =>
        warm ? [StepNames.Switch, StepNames.Commit] : [StepNames.Preflight, StepNames.Start, StepNames.Switch, StepNames.Commit];

    /// <param name="context">The operation with what it refers to.</param>
    /// <param name="data">The data step, which only the command that was given data can carry out; to undo it there is nothing to do.</param>
    public static IReadOnlyList<IReleaseStep> Steps(StepContext context, IReleaseStep? data = null) =>
        [.. context.Operation.Steps.Select(name => Step(name, context, data)).OfType<IReleaseStep>()];

    private static IReleaseStep? Step(string name, StepContext context, IReleaseStep? data) => name switch
    {
        StepNames.Preflight => new PreflightStep(context),
        StepNames.Migrate => new MigrateStep(context),
        StepNames.Data => data,
        StepNames.Start => new StartStep(context),
        StepNames.Verify => new GateStep(context, name, new VersionGate(context.Subject), new ForecastGate(context.Subject)),
        StepNames.Replay => new GateStep(context, name, new ReplayGate(context.Subject, context.Timings.Gates)),
        StepNames.Latency => new GateStep(context, name, new LatencyGate(context.Subject, context.Timings.Gates, context.Time)),
        StepNames.Switch => new SwitchStep(context),
        StepNames.Watch => new WatchStep(context),
        StepNames.Commit => new CommitStep(context),
        StepNames.Retire => new RetireStep(context),
        _ => throw new Terminal.Failure($"the journal names a step '{name}' that this version does not know", "Use the version of the pipeline that wrote it to finish that operation."),
    };
}
