using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>
/// Runs the migrations of deployers and the backups before them, since the host alone knows who still may: one that was suspended before
/// its migration began is refused, and a migration whose deployer has gone, or was taken over, is ended. Each is a transaction, and a
/// backup has its name only once it is whole: what was cut off never was.
/// </summary>
internal sealed class MigrationRunner(StateDirectory state, SlotBoard board, SlotTimings timings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private CancellationTokenSource _cut = new();
    private Task _running = Task.CompletedTask;

    private string PidFile => Path.Combine(state.Run, "migration.pid");

    /// <summary>Found in the environment of every migration of this installation: a process number alone may be another's by now.</summary>
    private string Mark => "MALARIA_MIGRATION_OF=" + state.Root;

    /// <summary>From here on older tokens are refused; a migration that one of them has begun is over when this returns.</summary>
    public async Task FenceAsync(long token, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await board.AcceptAsync(token, cancellationToken);
            await EndAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <param name="migration">What to run.</param>
    /// <param name="token">Of the deployer's lock.</param>
    /// <param name="cancellationToken">The deployer does not wait any longer.</param>
    public Task<MigrationResult> RunAsync(MigrateDatabase migration, long token, CancellationToken cancellationToken) =>
        RunAsync(migration.Artifact, migration.Environment, ["migrate", "up", "--json"], token, cancellationToken);

    /// <param name="backup">What to back up.</param>
    /// <param name="token">Of the deployer's lock.</param>
    /// <param name="cancellationToken">The deployer does not wait any longer.</param>
    public Task<MigrationResult> BackUpAsync(BackUpDatabase backup, long token, CancellationToken cancellationToken) =>
        RunAsync(backup.Artifact, backup.Environment, ["backup", "--json"], token, cancellationToken);

    public void Dispose()
    {
        _cut.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task<MigrationResult> RunAsync(
        string artifact,
        IReadOnlyDictionary<string, string> environment,
        string[] arguments,
        long token,
        CancellationToken cancellationToken
    )
    {
        Task<Tool.Result> run;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await board.AcceptAsync(token, cancellationToken);
            await EndAsync();
            _cut.Dispose();
            _cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _running = run = StartAsync(artifact, environment, arguments, _cut.Token);
        }
        finally
        {
            _oneAtATime.Release();
        }
        var result = await run;
        return new MigrationResult(result.ExitCode, result.LastOutput, result.Output);
    }

    private Task<Tool.Result> StartAsync(
        string artifact,
        IReadOnlyDictionary<string, string> environment,
        string[] arguments,
        CancellationToken cut
    )
    {
        var mark = Mark.Split('=', 2);
        var tool = new Tool(
            state.Root,
            new Dictionary<string, string>(SlotEnvironment.Of(state, environment), StringComparer.Ordinal) { [mark[0]] = mark[1] }
        );
        // Its number is in the file before it runs: should this host die, the next one finds it.
        string[] command =
        [
            "/bin/sh",
            "-c",
            """echo $$ >"$1" && shift && exec "$@" """,
            "sh",
            PidFile,
            .. SlotProcess.Command(artifact),
            .. arguments,
        ];
        return tool.RunAsync(command, cut);
    }

    private async Task EndAsync()
    {
        await _cut.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Whoever asked for it is told; here it only has to be over.
        if (DetachedProcess.Find(PidFile) is { } orphan && Environs.Show(orphan, Mark))
        {
            await Stopper.KillAsync(orphan, timings, time);
        }
    }
}
