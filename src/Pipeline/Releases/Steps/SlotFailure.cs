using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>A release was refused because of what its slot did: why, with the slot's own last words.</summary>
internal sealed class SlotFailure : UserFacingException
{
    private const int Lines = 15;

    private SlotFailure(string what, string remedy, int exitCode)
        : base(what, remedy) => ExitCode = exitCode;

    public override int ExitCode { get; }

    /// <summary>For a gate's verdict that is not a pass.</summary>
    public static Task<SlotFailure> CreateAsync(StepContext context, GateVerdict verdict, CancellationToken cancellationToken) =>
        verdict.Decision == Decision.Fail
            ? CreateAsync(context, $"gate {verdict.Gate} failed: {verdict.Reason}", cancellationToken)
            : CreateAsync(
                context,
                $"gate {verdict.Gate} held for {context.Timings.Verify.TotalSeconds:0.#} s: {verdict.Reason}",
                cancellationToken,
                Terminal.ExitCode.HeldByGate
            );

    public static async Task<SlotFailure> CreateAsync(
        StepContext context,
        string reason,
        CancellationToken cancellationToken,
        int exitCode = Terminal.ExitCode.Failed
    )
    {
        var log = await context.Target.LastLogLinesAsync(context.Slot, context.To.Id, Lines, cancellationToken);
        var words =
            log.Count == 0
                ? "It wrote nothing into its log."
                : "Its last log lines:\n" + string.Join('\n', log.Select(line => "  | " + line));
        var state = await context.Target.ObserveAsync(cancellationToken);
        var keeps =
            context.From is { } from ? $"Release {from.Id} keeps serving."
            : context.Operation.From is { } lost ? $"Release {lost} served before and is not recorded any more."
            : state.Active == context.Slot && !state.Rolls ? "There was no release before, so it keeps the traffic."
            : "There was no release before; nothing serves.";
        return new SlotFailure(
            $"release {context.To.Id} in slot {context.Slot} was refused: {reason}. {keeps}\n{words}",
            context is { From: null, To.Image: not null }
                ? $"If the database holds no forecasts yet, bring data first: ./pipeline data import --environment NAME "
                    + $"--image {context.To.Image} FILE; then deploy again (docs/cluster-needs.md, The first release)."
                : $"Correct it and deploy again. Its whole log: ./pipeline logs --release {context.To.Id}",
            exitCode
        );
    }
}
