namespace MalariaPredictor.TestSlot;

/// <summary>The file that stands for the test's database.</summary>
internal static class Database
{
    private const string Scheme = "sqlite:///";

    /// <summary>Where DATABASE_URL says; for a server, which lets nobody in without a password, in the working directory.</summary>
    public static string Place()
    {
        var url = Environment.GetEnvironmentVariable("DATABASE_URL") ?? "";
        if (url.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return url[Scheme.Length..];
        }
        if (File.ReadAllText(Environment.GetEnvironmentVariable("DATABASE_PASSWORD_FILE") ?? "").Length == 0)
        {
            throw new InvalidOperationException("no password");
        }
        return Path.Combine(Environment.CurrentDirectory, "on-the-server");
    }
}
