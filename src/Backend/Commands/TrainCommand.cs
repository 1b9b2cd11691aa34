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
        var database = new Database(here.Options().Database);
        var known = await KnownHistory.ReadAsync(database, cancellationToken);
        var scores = Training.Evaluate(
            known.Panel,
            await new LocationParents(database).HierarchyAsync(cancellationToken),
            cancellationToken
        );
        var (version, created) = await new ModelVersions(database, here.Clock).PromoteAsync(
            Training.Draft(known.Panel, scores),
            known.Seen,
            cancellationToken
        );
        var notices = known.Notices(here.Clock.GetUtcNow());
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
                    created,
                    alias = ModelVersion.Champion,
                    scores.Reason,
                    scores = scores.Overall,
                    warnings = notices,
                }
            );
        }
        else
        {
            foreach (var notice in notices)
            {
                await console.Error.WriteLineAsync($"warning: {notice}");
            }

            await console.Output.WriteLineAsync(
                $"{version.Name} version {version.Version} is champion{(created ? "" : ", as before: nothing has changed")}. "
                    + $"{scores.Reason}"
            );
        }

        return ExitCode.Done;
    }
}
