namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>Who holds the release lock. Never deleted when released: the token only ever grows.</summary>
/// <param name="Token">Fences off every holder before.</param>
/// <param name="Owner">User and machine.</param>
/// <param name="Command">What the owner is doing.</param>
/// <param name="Pid">The owner's process.</param>
/// <param name="Began">The moment that process began, as the system words it: its number alone may be another's by now.</param>
/// <param name="Since">When the lock was taken.</param>
/// <param name="Heartbeat">When the owner was last known to be working.</param>
/// <param name="Held">False once released.</param>
internal sealed record LockRecord(
    long Token,
    string Owner,
    string Command,
    int Pid,
    string Began,
    DateTimeOffset Since,
    DateTimeOffset Heartbeat,
    bool Held
)
{
    public static LockRecord Free { get; } = new(0, "", "", 0, "", default, default, Held: false);

    public override string ToString() => $"{Owner} (process {Pid}, {Command})";
}
