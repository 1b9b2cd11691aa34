namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// The one way a point in time is stored: whole milliseconds since 1970 in UTC, as an integer. Two writers that used two text
/// forms would make one key two rows.
/// </summary>
public static class Instant
{
    public static long ToStored(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromStored(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
