using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Everything that can be known to fail before anything is changed: the artifact, the database's schema, the migrations.</summary>
internal sealed class PreflightStep(StepContext context) : IReleaseStep, IJudging
{
    private readonly List<GateVerdict> _verdicts = [];
    private bool _passed;

    public string Name => StepNames.Preflight;

    public string Intent =>
        $"check that artifact {context.To.Artifact[..12]} of release {context.To.Id} is whole and can run here"
        + (
            Migrates
                ? "; go on only if both releases can read the database (gate schema), "
                    + "and the migrations break and block nothing (gate migrations)"
                : ""
        );

    public IReadOnlyList<GateVerdict> Verdicts => _verdicts;

    /// <summary>A rollback migrates nothing; whether its release can read the database was asked before it began.</summary>
    private bool Migrates => context.Operation.Steps.Contains(StepNames.Migrate, StringComparer.Ordinal);

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var found = await context.Target.CheckAsync(context.To, cancellationToken);
        if (Migrates)
        {
            await JudgeAsync(
                context.Outlook ?? await DatabaseOutlook.OfAsync(context.Target, context.To, context.To, cancellationToken),
                cancellationToken
            );
        }
        _passed = true;
        return string.Join("; ", [found, .. _verdicts.Select(verdict => verdict.ToString())]);
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task JudgeAsync(DatabaseOutlook outlook, CancellationToken cancellationToken)
    {
        foreach (var gate in (IGate[])[new SchemaGate(context.To, context.From, outlook), new MigrationsGate(outlook)])
        {
            var verdict = await gate.JudgeAsync(cancellationToken);
            _verdicts.Add(new GateVerdict(gate.Name, verdict.Decision, verdict.Reason));
            if (verdict.Decision != Decision.Pass)
            {
                throw new UserFacingException(
                    $"release {context.To.Id} was refused: gate {gate.Name} failed: {verdict.Reason}. "
                        + $"{(context.Operation.From is { } from ? $"Release {from} keeps serving" : "Nothing serves, as before")}.",
                    "Nothing was started, and the database was not touched. Correct the release and deploy again."
                );
            }
        }
    }
}
