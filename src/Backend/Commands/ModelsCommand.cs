using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>models</c>: what is registered, which is champion, and whether each still is what its digest says.</summary>
internal static class ModelsCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("models", "List the registered models, newest first; each is hashed again and compared with its digest.")
        {
            json,
        };
        command.SetAction((parsed, stop) => ListAsync(here, parsed.InvocationConfiguration.Output, parsed.GetValue(json), stop));
        return command.WithExamples("malaria-predictor models", "malaria-predictor models --json");
    }

    private static async Task<int> ListAsync(HostContext here, TextWriter output, bool json, CancellationToken cancellationToken)
    {
        var registry = new ModelVersions(new Database(here.Options().Database), here.Clock);
        var champion = (await registry.ChampionAsync(cancellationToken))?.Digest;
        var models = (await registry.AllAsync(cancellationToken))
            .Select(version => new
            {
                version.Name,
                version.Version,
                version.Digest,
                version.Algorithm,
                champion = version.Digest == champion,
                whole = new ModelDraft(version.Algorithm, version.Settings, version.TrainedOn, version.Scores).Digest == version.Digest,
            })
            .ToList();
        if (json)
        {
            JsonOutput.Write(output, models);
            return ExitCode.Done;
        }

        foreach (var model in models)
        {
            await output.WriteLineAsync(
                $"{model.Name} version {model.Version}  {model.Algorithm}  {model.Digest}{(model.champion ? "  champion" : "")}"
                    + $"{(model.whole ? "" : "  CHANGED since it was registered")}"
            );
        }

        return ExitCode.Done;
    }
}
