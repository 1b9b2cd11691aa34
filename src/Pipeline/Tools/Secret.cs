namespace MalariaPredictor.Pipeline.Tools;

/// <summary>A secret is named, never given: NAME in the environment holds it, or NAME_FILE names a file that does.</summary>
internal static class Secret
{
    /// <returns>Null when there is neither; empty when the file cannot be read.</returns>
    public static string? Read(string name, Func<string, string?> environment)
    {
        if (environment(name) is { Length: > 0 } given)
        {
            return given;
        }
        if (environment(name + "_FILE") is not { Length: > 0 } file)
        {
            return null;
        }
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return ""; // Who needs it complains of it, by its name.
        }
    }
}
