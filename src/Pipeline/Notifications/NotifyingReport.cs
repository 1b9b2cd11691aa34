using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Notifications;

/// <summary>
/// Passes everything on to the report it stands before, and tells a webhook the start, the gates' verdicts, the result, and why
/// something was undone. It sends behind the release's back: a webhook that is slow or broken delays and fails nothing.
/// </summary>
internal sealed class NotifyingReport(IReleaseReport inner, SlackWebhook webhook, Action<string> complain) : IReleaseReport, IDisposable
{
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(10);
    private Task _sent = Task.CompletedTask;
    private bool _complained;

    public void Began(Operation operation)
    {
        inner.Began(operation);
        Tell(
            $"{operation.Kind} of release {operation.To} begins "
                + $"({(operation.From is null ? "the first" : $"{operation.From} serves")}), by {operation.Owner}"
        );
    }

    public void Recovering(Operation operation)
    {
        inner.Recovering(operation);
        Tell($"{operation.Kind} of release {operation.To} was left unfinished; it is finished or undone now");
    }

    public void Begins(IReleaseStep step) => inner.Begins(step);

    public void Progress(IReleaseStep step, string state) => inner.Progress(step, state);

    public void Done(IReleaseStep step, string detail)
    {
        inner.Done(step, detail);
        if (step is IJudging)
        {
            Tell($"{step.Name}: {detail}");
        }
        else if (step.Name == StepNames.Commit)
        {
            Tell($"Done: {detail}");
        }
    }

    public void Failed(IReleaseStep step, string reason)
    {
        inner.Failed(step, reason);
        Tell($"Failed at {step.Name}: {reason.Split('\n')[0]}"); // What follows is the slot's log, which is nobody else's business.
    }

    public void Compensated(Operation operation, string? serves)
    {
        inner.Compensated(operation, serves);
        Tell($"Undone: {operation.Undone(serves)}");
    }

    /// <summary>Gives what was told last the time to arrive.</summary>
    public void Dispose()
    {
        _sent.Wait(LastOutput);
        webhook.Dispose();
    }

    private void Tell(string text) => _sent = SendAsync(_sent, text);

    private async Task SendAsync(Task before, string text)
    {
        await before;
        if (await webhook.PostAsync(text) is not { } reason || _complained)
        {
            return;
        }
        _complained = true; // Once is enough: the release is what matters.
        complain($"The notification did not arrive: {reason}.");
    }
}
