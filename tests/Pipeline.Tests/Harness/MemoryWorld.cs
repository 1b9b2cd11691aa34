using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>
/// A host and its slots without processes: what a slot does is decided by the release's commit. Refuses what the real one refuses.
/// </summary>
internal sealed class MemoryWorld
{
    public const string Bad = "bad";

    /// <summary>Runs alone, and crashes where there are two of it.</summary>
    public const string BadTogether = "bad2";

    private readonly Dictionary<string, SlotState> _slots = [];
    private readonly List<string> _served = [];
    private string? _active;
    private string? _sharing;
    private long _fence;

    /// <summary>The fewest instances that ever took traffic together.</summary>
    public int Fewest { get; set; } = int.MaxValue;

    public string? Serving => _active is null ? null : _slots[_active].Release;

    /// <summary>Every release that ever took the traffic, in order.</summary>
    public IReadOnlyList<string> Served => _served;

    public long Schema { get; private set; } = 1;

    /// <summary>What was done to the database, in order: what, under which token, and the schema it found.</summary>
    public List<(string What, long Token, long Schema)> Database { get; } = [];

    public IReadOnlyList<string> Running => [.. _slots.Values.Select(slot => slot.Release)];

    /// <summary>False while the host is dead: it can be asked nothing and told nothing.</summary>
    public bool IsUp { get; set; } = true;

    public TargetState State =>
        IsUp ? new TargetState(_active, [.. _slots.Values]) : throw new UserFacingException("the host does not run", "");

    public void Change(long token, Action change)
    {
        if (!IsUp)
        {
            throw new UserFacingException("the host does not answer", "");
        }
        if (token < _fence)
        {
            throw new UserFacingException($"the token {token} is older than {_fence}", "");
        }
        _fence = token;
        change();
    }

    /// <summary>How many instances take traffic now.</summary>
    public int Taking => _slots.Values.Where(slot => Takes(slot.Name)).Sum(slot => slot.Instances);

    public void Scale(string slot, Release release, int instances)
    {
        if (Takes(slot))
        {
            _slots[slot].Release.ShouldBe(release.Id, "a slot that takes traffic must never be replaced");
        }
        instances.ShouldBePositive();
        var condition =
            release.Commit == Bad || (release.Commit == BadTogether && instances > 1) ? SlotCondition.Failed : SlotCondition.Ready;
        _slots[slot] = new SlotState(
            slot,
            release.Id,
            condition,
            condition == SlotCondition.Ready ? "ready" : "crashed",
            SlotTraffic.None,
            instances
        );
        if (_active is not null)
        {
            Fewest = Math.Min(Fewest, Taking);
        }
    }

    public void BackUp(long token) => Database.Add(("backup", token, Schema));

    public void Migrate(long token, Release release)
    {
        if (release.Schema.Max <= Schema)
        {
            return;
        }
        Database.Add(("migration", token, Schema));
        Schema = release.Schema.Max;
    }

    public void Stop(string slot)
    {
        Takes(slot).ShouldBeFalse("a slot that takes traffic must never be stopped");
        _slots.Remove(slot);
    }

    public void Share(string slot, Release release)
    {
        RequireReady(slot, release);
        if (slot != _active)
        {
            _sharing = slot;
        }
        _served.Add(release.Id);
    }

    public void Switch(string slot, Release release)
    {
        RequireReady(slot, release);
        (_active, _sharing) = (slot, null);
        _served.Add(release.Id);
        Fewest = Math.Min(Fewest, Taking);
    }

    private bool Takes(string slot) => slot == _active || slot == _sharing;

    private void RequireReady(string slot, Release release)
    {
        _slots[slot].Release.ShouldBe(release.Id);
        _slots[slot].Condition.ShouldBe(SlotCondition.Ready);
    }
}
