using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A host and its slots without processes: what a slot does is decided by the release's commit. Refuses what the real one refuses.</summary>
internal sealed class MemoryWorld
{
    public const string Bad = "bad";

    private readonly Dictionary<string, SlotState> _slots = [];
    private readonly List<string> _served = [];
    private string? _active;
    private long _fence;

    public string? Serving => _active is null ? null : _slots[_active].Release;

    /// <summary>Every release that ever took the traffic, in order.</summary>
    public IReadOnlyList<string> Served => _served;

    public long Schema { get; private set; } = 1;

    /// <summary>What was done to the database, in order: what, under which token, and the schema it found.</summary>
    public List<(string What, long Token, long Schema)> Database { get; } = [];

    public IReadOnlyList<string> Running => [.. _slots.Values.Select(slot => slot.Release)];

    /// <summary>False while the host is dead: it can be asked nothing and told nothing.</summary>
    public bool IsUp { get; set; } = true;

    public TargetState State => IsUp ? new TargetState(_active, [.. _slots.Values]) : throw new Failure("the host does not run", "");

    public void Change(long token, Action change)
    {
        if (!IsUp)
            throw new Failure("the host does not answer", "");
        if (token < _fence)
            throw new Failure($"the token {token} is older than {_fence}", "");
        _fence = token;
        change();
    }

    public void Start(string slot, Release release)
    {
        if (slot == _active && Serving == release.Id)
            return;
        slot.ShouldNotBe(_active, "a slot that takes traffic must never be replaced");
        _slots[slot] = release.Commit == Bad
            ? new SlotState(slot, release.Id, SlotCondition.Failed, "crashed", new SlotTraffic(0, 0, 0, 0))
            : new SlotState(slot, release.Id, SlotCondition.Ready, "ready", new SlotTraffic(0, 0, 0, 0));
    }

    public void BackUp(long token) => Database.Add(("backup", token, Schema));

    public void Migrate(long token, Release release)
    {
        if (release.Schema.Max <= Schema)
            return;
        Database.Add(("migration", token, Schema));
        Schema = release.Schema.Max;
    }

    public void Stop(string slot)
    {
        slot.ShouldNotBe(_active, "a slot that takes traffic must never be stopped");
        _slots.Remove(slot);
    }

    public void Switch(string slot, Release release)
    {
        _slots[slot].Release.ShouldBe(release.Id);
        _slots[slot].Condition.ShouldBe(SlotCondition.Ready);
        _active = slot;
        _served.Add(release.Id);
    }
}
