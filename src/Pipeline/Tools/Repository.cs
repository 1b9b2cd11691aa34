using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tools;

/// <summary>The checkout the pipeline works on.</summary>
internal sealed record Repository(string Root)
{
    private const string Mark = "MalariaPredictor.slnx";

    /// <summary>The launcher names it; without the launcher it is the nearest folder upwards that is one.</summary>
    public static Repository Find() =>
        TryFind()
        ?? throw new UserFacingException(
            $"{Environment.CurrentDirectory} is not inside the repository",
            "Run ./pipeline by its path in the checkout; it works from any directory."
        );

    public static Repository? TryFind()
    {
        if (Environment.GetEnvironmentVariable("MALARIA_ROOT") is { Length: > 0 } given)
        {
            return new Repository(given);
        }
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return new Repository(folder.FullName);
            }
        }
        return null;
    }
}
