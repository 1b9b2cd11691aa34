using System.CommandLine;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>train</c>: back-tests the candidates; the best becomes the champion.</summary>
internal static class TrainCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("train", "Back-test the candidate models on the stored data; register the best as champion.") { json };
        command.SetAction((parsed, stop) => TrainAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop));
        return command.WithExamples("malaria-predictor train", "malaria-predictor train --json");
    }

    private static async Task<int> TrainAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var chosen = await new ChampionChoice(new Database(here.Options().Database), here.Clock).RunAsync(cancellationToken);
        var (version, scores) = (chosen.Version, chosen.Scores);
        if (json)
        {
            JsonOutput.Write(
                console.Output,
                new
                {
                    version.Name,
                    version.Version,
                    version.Digest,
                    version.Algorithm,
                    version.TrainedOn,
                    chosen.Created,
                    alias = ModelVersion.Champion,
                    scores.Reason,
                    scores = scores.Overall,
                    warnings = chosen.Notices,
                }
            );
        }
        else
        {
            foreach (var notice in chosen.Notices)
            {
                await console.Error.WriteLineAsync($"warning: {notice}");
            }

            await console.Output.WriteLineAsync(chosen.Sentence);
        }

        return ExitCode.Done;
    }
}
