namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Runs the migrations once per release, here; a starting instance never does. They only expand, so the old release goes on and nothing is
/// to be undone.
/// </summary>
internal sealed class MigrateStep(StepContext context) : IReleaseStep
{
    private bool _migrated;

    public string Name => StepNames.Migrate;

    public string Intent => $"bring the database to schema {context.To.Schema.Max} (expand only; {context.To.Database})";

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_migrated);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var done = await context.Target.MigrateAsync(context.To, cancellationToken);
        _migrated = true;
        return done;
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
