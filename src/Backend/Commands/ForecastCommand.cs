using System.CommandLine;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>forecast</c>: the champion's forecasts from the newest origin, stored for good.</summary>
internal static class ForecastCommand
{
    public static Command Create(Surroundings here)
    {
        var json = JsonOutput.Option();
        var command = new Command("forecast", "Compute and store the champion's forecasts from the newest well-reported period.") { json };
        command.SetAction((parsed, stop) => Forecast(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop));
        return command.WithExamples("malaria-predictor forecast", "malaria-predictor forecast --json");
    }

    private static async Task<int> Forecast(Surroundings here, InvocationConfiguration console, bool json, CancellationToken stop)
    {
        var database = new Database(here.Options().Database);
        var issued = await new ForecastIssue(database, here.Clock).Run(stop);
        if (json)
        {
            JsonOutput.Write(console.Output, new
            {
                run = issued.RunId, issued.Created, model = new { issued.Model.Name, issued.Model.Version, issued.Model.Digest, issued.Model.Algorithm },
                origin = issued.Origin.ToString(), issued.DataDigest, locations = issued.Forecast, tooLittleData = issued.TooLittle, issued.Horizons,
                waiting = issued.Waiting.Select(period => period.ToString()),
            });
        }
        else
        {
            await console.Output.WriteLineAsync(issued.Sentence);
        }

        return ExitCode.Done;
    }
}
