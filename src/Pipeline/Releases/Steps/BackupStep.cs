using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// Backs the database up before its schema changes: without a backup, nothing is migrated. The program of the release that serves makes it,
/// since that is the one that has to read it again when all else has failed. Undone, it stays: it harms nobody, and ages like any other.
/// </summary>
internal sealed class BackupStep(StepContext context) : IReleaseStep
{
    private bool _safe;

    public string Name => StepNames.Backup;

    public string Intent =>
        context.Outlook is { } outlook && Needless(outlook.Now) is { } reason
            ? $"make no backup: {reason}"
            : $"back the database up with the program of release {Program.Id}, and migrate nothing without ({context.To.Database})";

    /// <summary>Of another database the serving release knows nothing.</summary>
    private Release Program => context.From is { } serving && serving.Database == context.To.Database ? serving : context.To;

    public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(_safe);

    public async Task<string> ActAsync(CancellationToken cancellationToken)
    {
        var now = context.Outlook?.Now ?? await context.Target.SchemaAsync(context.To, cancellationToken);
        var done = Needless(now) is { } reason
            ? $"no backup: {reason}"
            : await context.Target.BackUpAsync(Program, context.To, cancellationToken);
        _safe = true;
        return done;
    }

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string? Needless(DatabaseSchema now) =>
        now.Version == 0 ? "there is no database yet"
        : now.Version >= context.To.Schema.Max ? $"the database stays at schema {now.Version}"
        : null;
}
