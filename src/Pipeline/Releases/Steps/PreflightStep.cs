namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Everything that can be known to fail before anything is changed.</summary>
internal sealed class PreflightStep(StepContext context) : IReleaseStep
{
    private bool _passed;

    public string Name => StepNames.Preflight;

    public string Intent => $"check that artifact {context.To.Artifact[..12]} of release {context.To.Id} is whole and can run here";

    public Task<bool> IsDoneAsync(CancellationToken cancel) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancel)
    {
        var found = await context.Target.CheckAsync(context.To, cancel);
        _passed = true;
        return found;
    }

    public Task UndoAsync(CancellationToken cancel) => Task.CompletedTask;
}
