using System.Diagnostics;
using System.Text.Json;
using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process;

/// <summary>One machine: the slots are processes of the pipeline's host.</summary>
internal sealed class ProcessTarget(StateDirectory state, HostClient host, ArtifactStore artifacts, long token) : ITarget
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private readonly HttpClient _slots = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = AnswerWithin,
    };

    public Task FenceAsync(CancellationToken cancellationToken) => host.FenceAsync(token, cancellationToken);

    public async Task<TargetState> ObserveAsync(CancellationToken cancellationToken) => StateOf(await RunningAsync(cancellationToken));

    public static TargetState StateOf(HostStatus status) =>
        new(
            status.Active,
            [.. from instance in status.Slots group instance by instance.SlotName into slot select Together(slot.Key, [.. slot])]
        );

    private static SlotState Together(string name, IReadOnlyList<SlotStatus> instances)
    {
        var worst = instances.FirstOrDefault(instance => instance.Condition != SlotCondition.Ready) ?? instances[0];
        var traffic = instances.Select(instance => instance.Traffic).Aggregate((one, other) => one.Plus(other));
        return new SlotState(name, worst.Release, worst.Condition, worst.Reason, traffic, instances.Count);
    }

    public async Task<string> CheckAsync(Release release, CancellationToken cancellationToken)
    {
        await artifacts.VerifyAsync(release.Artifact, cancellationToken);
        return $"artifact {release.Artifact[..12]} is whole";
    }

    public async Task<string> BackUpAsync(Release program, Release release, CancellationToken cancellationToken)
    {
        const string Remedy =
            "Nothing was migrated. malaria-predictor backup says the same by hand; backup: never in the environment file goes without.";
        var command = new BackUpDatabase(artifacts.PathOf(program.Artifact), release.Configuration);
        var result =
            await host.BackUpAsync(command, token, cancellationToken)
            ?? throw new UserFacingException(
                "the host that runs is older than backups before migrations",
                "Start it anew: ./pipeline down, then ./pipeline up; or go without: backup: never in the environment file."
            );
        if (result.ExitCode != 0)
        {
            throw new UserFacingException($"the backup failed (exit code {result.ExitCode}):\n{result.LastOutput}", Remedy);
        }
        try
        {
            return MadeBackup.Words(result.Output ?? "");
        }
        catch (JsonException shape)
        {
            throw new UserFacingException(
                $"the artifact of release {program.Id} does not say what it backed up: {result.LastOutput}",
                Remedy,
                shape
            );
        }
    }

    public async Task<string> MigrateAsync(Release release, CancellationToken cancellationToken)
    {
        const string Remedy = "The database is as the release before left it, or one expanding step further; that one still runs on it.";
        var artifact = artifacts.PathOf(release.Artifact);
        if (await host.MigrateAsync(new MigrateDatabase(artifact, release.Configuration), token, cancellationToken) is not { } result)
        {
            await new BackendTool(artifact, state.Root, release.Configuration).RunAsync(
                ["migrate", "up", "--json"],
                "the migration",
                Remedy,
                cancellationToken
            );
        }
        else if (result.ExitCode != 0)
        {
            throw new UserFacingException($"the migration failed (exit code {result.ExitCode}):\n{result.LastOutput}", Remedy);
        }
        return $"the database has schema {release.Schema.Max}";
    }

    public Task<DatabaseSchema> SchemaAsync(Release release, CancellationToken cancellationToken) =>
        new BackendTool(artifacts.PathOf(release.Artifact), state.Root, release.Configuration).SchemaAsync(cancellationToken);

    public Task<IReadOnlyList<MigrationScript>> MigrationsAsync(Release release, CancellationToken cancellationToken) =>
        new BackendTool(artifacts.PathOf(release.Artifact), state.Root, release.Configuration).MigrationsAsync(
            release.Dialect,
            cancellationToken
        );

    public Task StartAsync(string slot, Release release, CancellationToken cancellationToken) =>
        ScaleAsync(slot, release, 1, cancellationToken);

    public Task ScaleAsync(string slot, Release release, int instances, CancellationToken cancellationToken) =>
        host.StartAsync(
            new StartSlot(slot, release.Id, release.Commit, artifacts.PathOf(release.Artifact), release.Configuration, instances),
            token,
            cancellationToken
        );

    public Task ShareAsync(string slot, Release release, CancellationToken cancellationToken) =>
        host.ShareAsync(new SwitchTo(slot, release.Id), token, cancellationToken);

    public Task StopAsync(string slot, CancellationToken cancellationToken) => host.StopAsync(new StopSlot(slot), token, cancellationToken);

    public Task SwitchAsync(string slot, Release release, CancellationToken cancellationToken) =>
        host.SwitchAsync(new SwitchTo(slot, release.Id), token, cancellationToken);

    public async Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken)
    {
        var port =
            (await RunningAsync(cancellationToken)).Find(slot)?.Port
            ?? throw new UserFacingException($"slot {slot} does not run", "Look at ./pipeline status.");
        return await AskAsync(new Uri($"http://127.0.0.1:{port}{path}"), cancellationToken);
    }

    public async Task<SlotAnswer> AskServiceAsync(string path, CancellationToken cancellationToken) =>
        await AskAsync(new Uri((await RunningAsync(cancellationToken)).Url + path), cancellationToken);

    private async Task<SlotAnswer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            using var response = await _slots.GetAsync(address, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return new SlotAnswer((int)response.StatusCode, body, Stopwatch.GetElapsedTime(began));
        }
        catch (HttpRequestException)
        {
            return new SlotAnswer(0, ""); // No answer is an answer: the caller judges it and asks again within its time.
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SlotAnswer(0, "");
        }
    }

    public Task<IReadOnlyList<string>> RecentRequestsAsync(CancellationToken cancellationToken) =>
        host.RecentRequestsAsync(cancellationToken);

    public Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancellationToken) =>
        LogTail.ReadAsync(state.SlotLog(release, slot), count, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _slots.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HostStatus> RunningAsync(CancellationToken cancellationToken) =>
        await host.StatusAsync(cancellationToken) ?? throw new UserFacingException("the host does not run", "./pipeline up starts it.");
}
