using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Migrations;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A deployer's view of a <see cref="MemoryWorld"/>, under its token.</summary>
/// <param name="world">What all deployers share.</param>
/// <param name="token">Of this deployer's lock.</param>
/// <param name="around">Called before and after each change takes effect.</param>
internal sealed class MemoryTarget(MemoryWorld world, long token, Action<string> around) : ITarget
{
    public Task<TargetState> ObserveAsync(CancellationToken cancellationToken) => Task.FromResult(world.State);

    public Task FenceAsync(CancellationToken cancellationToken) => Change("fence", () => { });

    public Task<string> CheckAsync(Release release, CancellationToken cancellationToken) => Task.FromResult("whole");

    public async Task<string> BackUpAsync(Release program, Release release, CancellationToken cancellationToken)
    {
        await Change("backup", () => world.BackUp(token));
        return "backed up";
    }

    public async Task<string> MigrateAsync(Release release, CancellationToken cancellationToken)
    {
        await Change("migrate", () => world.Migrate(token, release));
        return "migrated";
    }

    public Task<DatabaseSchema> SchemaAsync(Release release, CancellationToken cancellationToken) =>
        Task.FromResult(new DatabaseSchema(world.Schema, 1));

    public Task<IReadOnlyList<MigrationScript>> MigrationsAsync(Release release, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MigrationScript>>([]);

    public Task StartAsync(string slot, Release release, CancellationToken cancellationToken) =>
        ScaleAsync(slot, release, 1, cancellationToken);

    public Task ScaleAsync(string slot, Release release, int instances, CancellationToken cancellationToken) =>
        Change("start", () => world.Scale(slot, release, instances));

    public Task ShareAsync(string slot, Release release, CancellationToken cancellationToken) =>
        Change("share", () => world.Share(slot, release));

    public Task StopAsync(string slot, CancellationToken cancellationToken) => Change("stop", () => world.Stop(slot));

    public Task SwitchAsync(string slot, Release release, CancellationToken cancellationToken) =>
        Change("switch", () => world.Switch(slot, release));

    public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken) =>
        Task.FromResult(
            new SlotAnswer(
                200,
                path switch
                {
                    "/version" => $$"""{"release":"{{Release(slot)}}","commit":"{{Commit(Release(slot))}}"}""",
                    _ => """{"locations":[{"location":"here","forecasts":[{"horizon":1,"levels":[0.1,0.5,0.9],"values":[0,1,2]}]}]}""",
                }
            )
        );

    public Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["its last words"]);

    /// <summary>In these tests a release's id ends with its commit.</summary>
    private static string Commit(string release) => release.Split('-')[^1];

    private string Release(string slot) => world.State.Find(slot)!.Release;

    private Task Change(string what, Action change)
    {
        around($"before {what}");
        world.Change(token, change);
        around($"after {what}");
        return Task.CompletedTask;
    }
}
