using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A target without processes: what a slot does is decided by the release's commit, and every change can be made to fail.</summary>
internal sealed class MemoryTarget : ITarget
{
    private readonly Dictionary<string, SlotState> _slots = [];
    private string? _active;

    public const string Bad = "bad";

    /// <summary>Called before and after each change takes effect.</summary>
    public Action<string> Around { get; set; } = _ => { };

    public string? Serving => _active is null ? null : _slots[_active].Release;

    public IReadOnlyList<string> Running => [.. _slots.Values.Select(slot => slot.Release)];

    public Task<TargetState> ObserveAsync(CancellationToken cancel) => Task.FromResult(new TargetState(_active, [.. _slots.Values]));

    public Task<string> CheckAsync(Release release, CancellationToken cancel) => Task.FromResult("whole");

    public Task<string> MigrateAsync(Release release, CancellationToken cancel) => Task.FromResult("migrated");

    public Task<DatabaseSchema> SchemaAsync(Release release, CancellationToken cancel) => Task.FromResult(new DatabaseSchema(1, 1));

    public Task StartAsync(string slot, Release release, CancellationToken cancel) => Change("start", () =>
    {
        slot.ShouldNotBe(_active, "a slot that takes traffic must never be replaced");
        _slots[slot] = release.Commit == Bad
            ? new SlotState(slot, release.Id, SlotCondition.Failed, "crashed", new SlotTraffic(0, 0, 0, 0))
            : new SlotState(slot, release.Id, SlotCondition.Ready, "ready", new SlotTraffic(0, 0, 0, 0));
    });

    public Task StopAsync(string slot, CancellationToken cancel) => Change("stop", () =>
    {
        slot.ShouldNotBe(_active, "a slot that takes traffic must never be stopped");
        _slots.Remove(slot);
    });

    public Task SwitchAsync(string slot, Release release, CancellationToken cancel) => Change("switch", () =>
    {
        _slots[slot].Release.ShouldBe(release.Id);
        _slots[slot].Condition.ShouldBe(SlotCondition.Ready);
        _active = slot;
    });

    public Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancel) => Task.FromResult(new SlotAnswer(200, path switch
    {
        "/version" => $$"""{"release":"{{_slots[slot].Release}}","commit":"{{Commit(_slots[slot].Release)}}"}""",
        _ => """{"locations":[{"location":"here","forecasts":[{"horizon":1,"levels":[0.1,0.5,0.9],"values":[0,1,2]}]}]}""",
    }));

    public Task<IReadOnlyList<string>> LastLogLinesAsync(string slot, string release, int count, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>(["its last words"]);

    /// <summary>In these tests a release's id ends with its commit.</summary>
    private static string Commit(string release) => release.Split('-')[^1];

    private Task Change(string what, Action change)
    {
        Around($"before {what}");
        change();
        Around($"after {what}");
        return Task.CompletedTask;
    }
}
