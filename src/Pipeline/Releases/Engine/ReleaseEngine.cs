using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Engine;

/// <summary>
/// Carries an operation out so that it can be killed at any moment: the journal knows before and after each step, every step may be
/// repeated, and what was begun is either finished (once committed) or undone (before), by this process or by the next command.
/// </summary>
internal sealed class ReleaseEngine(Journal journal, ITarget target, IReleaseReport report)
{
    public async Task RunAsync(Operation operation, IReadOnlyList<IReleaseStep> steps, CancellationToken cancellationToken)
    {
        await journal.AppendAsync(operation.Id, JournalEvent.Begin, plan: operation);
        report.Began(operation);
        try
        {
            await AdvanceAsync(operation, steps, cancellationToken);
        }
        catch (Exception failure) when (failure is not LockLostException)
        {
            // Past the commit there is no way back: the new release serves, and the next command finishes what is left.
            if ((await journal.ReadAsync()).Has(operation.Id, JournalEvent.After, StepNames.Commit))
            {
                throw;
            }
            await UndoOrKeepAsync(operation, steps, failure);
            throw;
        }
    }

    /// <summary>
    /// Where the rights to take the traffic back are lost and the new release has it, the release is kept: it serves wholly, is recorded,
    /// and a rollback can be commanded. To leave it between the two would be worse. Where the right to record that is lost as well, the
    /// next command that has the rights undoes it.
    /// </summary>
    private async Task UndoOrKeepAsync(Operation operation, IReadOnlyList<IReleaseStep> steps, Exception cause)
    {
        try
        {
            await UndoAsync(operation, steps);
        }
        catch (UserFacingException forbidden) when (forbidden.IsForbidden)
        {
            var switched = (await journal.ReadAsync()).Has(operation.Id, JournalEvent.After, StepNames.Switch);
            if (!switched || !await IsKeptAsync(operation, steps))
            {
                throw new UserFacingException(
                    $"{cause.Message}\nIt could not be undone: {forbidden.Message}. {await StateAsync(operation, switched)}",
                    "Restore the right; then ./pipeline resume undoes it"
                        + $"{(operation.From is { } from ? $": release {from} serves again" : "")}.",
                    forbidden
                );
            }
            throw new UserFacingException(
                $"{cause.Message}\nIt could not be undone: {forbidden.Message}. Release {operation.To} serves and is kept.",
                "Restore the right, then go back: ./pipeline rollback",
                forbidden
            );
        }
    }

    private async Task<bool> IsKeptAsync(Operation operation, IReadOnlyList<IReleaseStep> steps)
    {
        try
        {
            await AdvanceAsync(operation, [.. steps.SkipWhile(step => step.Name != StepNames.Commit)], CancellationToken.None);
            return true;
        }
        catch (UserFacingException unrecorded) when (unrecorded is not LockLostException)
        {
            return (await journal.ReadAsync()).Has(operation.Id, JournalEvent.After, StepNames.Commit);
        }
    }

    /// <summary>What serves after an operation that could be neither undone nor kept, as far as that may still be read.</summary>
    private async Task<string> StateAsync(Operation operation, bool switched)
    {
        try
        {
            return await ServesAsync() is { } serves ? $"Release {serves} serves, and no record says so yet." : "Nothing serves.";
        }
        catch (UserFacingException)
        {
            return switched
                ? $"Release {operation.To} has all the traffic, and no record says so yet."
                : "What serves now may not be read either.";
        }
    }

    /// <summary>What is undone stays undone although the target cannot be read just now.</summary>
    private async Task<string?> ServesOrAsync(string? expected)
    {
        try
        {
            return await ServesAsync();
        }
        catch (UserFacingException unread) when (unread is not LockLostException)
        {
            return expected;
        }
    }

    private async Task<string?> ServesAsync() => (await target.ObserveAsync(CancellationToken.None)).ActiveSlot?.Release;

    /// <summary>
    /// The first thing a deployer does: makes sure that none before it changes anything more, and puts in order what one has left. Target
    /// and journal are both closed to them before it reads, so whatever they still did, they had written down where this one reads it.
    /// </summary>
    /// <returns>The operation that was left, and whether its new release serves now (finished) or its old one (undone); null when none
    /// was.</returns>
    public async Task<(Operation Left, bool Finished)?> TakeOverAsync(
        string command,
        Func<Operation, IReadOnlyList<IReleaseStep>> stepsOf,
        CancellationToken cancellationToken
    )
    {
        await target.FenceAsync(cancellationToken);
        await journal.ClaimAsync(command);
        var history = await journal.ReadAsync();
        if (history.Unfinished is not { } left)
        {
            return null;
        }
        report.Recovering(left);
        var finished = history.Has(left.Id, JournalEvent.After, StepNames.Commit);
        if (finished)
        {
            await AdvanceAsync(left, [.. stepsOf(left).SkipWhile(step => step.Name != StepNames.Commit)], cancellationToken);
        }
        else
        {
            await UndoAsync(left, stepsOf(left));
        }
        return (left, finished);
    }

    private async Task AdvanceAsync(Operation operation, IReadOnlyList<IReleaseStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await journal.AppendAsync(operation.Id, JournalEvent.Before, step.Name);
            report.Begins(step);
            try
            {
                var detail = await step.IsDoneAsync(cancellationToken) ? "no change needed" : await ActAsync(step, cancellationToken);
                await journal.AppendAsync(
                    operation.Id,
                    JournalEvent.After,
                    step.Name,
                    detail,
                    verdicts: Verdicts(step),
                    model: (step as IServing)?.Model
                );
                report.Done(step, detail);
            }
            catch (Exception failure) when (failure is not LockLostException)
            {
                var reason = failure is OperationCanceledException ? "interrupted" : failure.Message;
                report.Failed(step, reason);
                await journal.AppendAsync(operation.Id, JournalEvent.Failed, step.Name, reason, verdicts: Verdicts(step));
                throw;
            }
        }
        await journal.AppendAsync(operation.Id, JournalEvent.Committed);
    }

    private static IReadOnlyList<GateVerdict>? Verdicts(IReleaseStep step) =>
        step is IJudging { Verdicts: { Count: > 0 } said } ? said : null;

    private static async Task<string> ActAsync(IReleaseStep step, CancellationToken cancellationToken)
    {
        var detail = await step.ActAsync(cancellationToken);
        if (!await step.IsDoneAsync(cancellationToken))
        {
            throw new UserFacingException(
                $"{step.Name} was carried out, but the target does not show it",
                "Look at ./pipeline status; run the command again."
            );
        }
        return detail;
    }

    /// <summary>
    /// Undoes, last first, every step that may have begun. Not to be interrupted: a second Ctrl-C would leave what the first began. Nor
    /// does a full disk keep the old release from coming back: what is undone without a record is undone once more by the next command.
    /// </summary>
    private async Task UndoAsync(Operation operation, IReadOnlyList<IReleaseStep> steps)
    {
        var history = await journal.ReadAsync();
        JournalUnwritableException? unwritten = null;
        foreach (var step in steps.Reverse().Where(step => history.Has(operation.Id, JournalEvent.Before, step.Name)))
        {
            await NoteAsync(JournalEvent.Undoing, step.Name);
            await step.UndoAsync(CancellationToken.None);
            await NoteAsync(JournalEvent.Undone, step.Name, step.Undone);
            if (step.Undone is { } detail)
            {
                report.Done(step, detail);
            }
        }
        await NoteAsync(JournalEvent.Compensated);
        report.Compensated(operation, await ServesOrAsync(operation.From));
        if (unwritten is not null)
        {
            throw unwritten;
        }

        async Task NoteAsync(JournalEvent happened, string? step = null, string? detail = null)
        {
            try
            {
                await journal.AppendAsync(operation.Id, happened, step, detail);
            }
            catch (JournalUnwritableException full)
            {
                unwritten = full;
            }
        }
    }
}
