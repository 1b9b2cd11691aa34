using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>A card as files: Markdown that shows the pictures beside it, JSON, and the pictures there are.</summary>
internal static class CardFiles
{
    private const string Reliability = "reliability.svg";
    private const string Map = "skill-map.svg";

    /// <returns>The paths of the files written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        ModelCard card,
        IReadOnlyList<Location> locations,
        string directory,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(directory);
        (string File, string Shows, string? Drawing)[] pictures =
        [
            (Reliability, "Share of outcomes at or below each of the 23 quantiles, against the level", ReliabilityPlot.Draw(card)),
            (Map, "Map of the skill by location", SkillMap.Draw(card, locations)),
        ];
        var drawn = pictures.Where(picture => picture.Drawing is not null).ToArray();
        var files = drawn
            .Select(picture => (picture.File, Text: picture.Drawing!))
            .Prepend(("model-card.json", CanonicalJson.Write(card) + "\n"))
            .Prepend(("model-card.md", CardMarkdown.Write(card, [.. drawn.Select(picture => (picture.File, picture.Shows))])))
            .ToArray();
        foreach (var (file, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, file), text, cancellationToken);
        }

        return [.. files.Select(file => Path.Combine(directory, file.Item1))];
    }
}
