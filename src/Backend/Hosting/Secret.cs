using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>A setting that may hold a secret: in the environment, or in a file that a variable ending in <c>_FILE</c> names.</summary>
internal static class Secret
{
    /// <summary>Null where neither is set. The end of the file's last line is not part of the value.</summary>
    /// <exception cref="UserFacingException">Both are set, or the file cannot be read. The value is never repeated.</exception>
    public static string? Read(string name, Func<string, string?> variable)
    {
        var (value, file) = (NotBlank(variable(name)), NotBlank(variable(name + "_FILE"))?.Trim());
        if (file is null)
        {
            return value;
        }

        if (value is not null)
        {
            throw new UserFacingException($"{name} and {name}_FILE are both set.", "Keep one of them.");
        }

        try
        {
            return NotBlank(File.ReadAllText(file).TrimEnd('\r', '\n'))
                ?? throw new UserFacingException($"{name}_FILE names {file}, which is empty.", "Write the value into it.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UserFacingException(
                $"{name}_FILE names {file}, which cannot be read: {unreadable.Message}",
                "Check the path, and that this user may read the file.",
                unreadable
            );
        }
    }

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
