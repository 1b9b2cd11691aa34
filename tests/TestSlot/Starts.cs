namespace MalariaPredictor.TestSlot;

/// <summary>How often this release has been started: a file beside where the database would be, a byte for each start.</summary>
internal static class Starts
{
    public static long Count()
    {
        var database = Environment.GetEnvironmentVariable("DATABASE_URL");
        if (database?.StartsWith("sqlite:///", StringComparison.Ordinal) != true)
        {
            return 0;
        }
        var file = $"{database["sqlite:///".Length..]}.{Environment.GetEnvironmentVariable("RELEASE_ID")}.starts";
        File.AppendAllText(file, "1");
        return new FileInfo(file).Length;
    }
}
