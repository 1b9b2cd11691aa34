using System.CommandLine;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.ModelCards;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>card</c>: what to know of a model before acting on it, with its pictures.</summary>
internal static class CardCommand
{
    public static Command Create(HostContext here)
    {
        var version = new Option<int?>("--model") { Description = "The version; by default the champion.", HelpName = "VERSION" };
        var directory = new Option<string?>("--out")
        {
            Description = "Where to write model-card.md, model-card.json, reliability.svg and skill-map.svg.",
            HelpName = "DIR",
        };
        var json = JsonOutput.Option();
        var command = new Command("card", "Print a model card: data, skill by place and horizon, calibration, limits.")
        {
            version,
            directory,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                CardAsync(
                    here,
                    parsed.InvocationConfiguration,
                    parsed.GetValue(version),
                    parsed.GetValue(directory),
                    parsed.GetValue(json),
                    stop
                )
        );
        return command.WithExamples("malaria-predictor card", "malaria-predictor card --json", "malaria-predictor card --out model-card");
    }

    private static async Task<int> CardAsync(
        HostContext here,
        InvocationConfiguration console,
        int? version,
        string? directory,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var card =
            await new ModelCardMaker(database, new ModelVersions(database, here.Clock)).MakeAsync(version, cancellationToken)
            ?? throw new UserFacingException(
                version is null ? "No model is champion yet." : $"There is no version {version} of the model.",
                "Train one: malaria-predictor train."
            );
        if (directory is not null)
        {
            var files = await CardFiles.WriteAsync(
                card,
                await new LocationStore(database).AllAsync(cancellationToken),
                directory,
                cancellationToken
            );
            await console.Error.WriteLineAsync($"Wrote {string.Join(", ", files)}.");
        }

        if (json)
        {
            JsonOutput.Write(console.Output, card);
        }
        else if (directory is null)
        {
            await console.Output.WriteAsync(CardMarkdown.Write(card));
        }

        return ExitCode.Done;
    }
}

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
