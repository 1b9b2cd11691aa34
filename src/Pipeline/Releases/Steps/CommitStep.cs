using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>The point of no return: the journal's record of this step is what makes the new release the one that serves.</summary>
internal sealed class CommitStep(StepContext context) : IReleaseStep, IServing
{
    private bool _recorded;

    public string Name => StepNames.Commit;

    public string Intent => $"keep release {context.To.Id}: from here on it is only rolled back by command";

    public string? Model { get; private set; }

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_recorded);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var active = (await context.Target.ObserveAsync(cancellationToken)).ActiveSlot?.Release;
        if (active != context.To.Id)
        {
            throw new UserFacingException(
                $"release {active ?? "none"} takes the traffic instead of {context.To.Id}",
                "Another has changed it meanwhile; look at ./pipeline status."
            );
        }
        Model = await ReportedModel.OfAsync(context.Target, context.Slot, cancellationToken);
        _recorded = true;
        return $"release {context.To.Id} is kept{(Model is null ? "" : $"; it serves model {Model[..Math.Min(12, Model.Length)]}")}";
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
