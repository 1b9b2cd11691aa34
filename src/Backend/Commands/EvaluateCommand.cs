using System.CommandLine;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>evaluate</c>: the scores of the candidates on the stored data; registers nothing.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Surroundings here)
    {
        var json = JsonOutput.Option();
        var command = new Command("evaluate", "Back-test the candidate models on the stored data and print their scores. Changes nothing.") { json };
        command.SetAction((parsed, stop) => Evaluate(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop));
        return command.WithExamples("malaria-predictor evaluate", "malaria-predictor evaluate --json");
    }

    private static async Task<int> Evaluate(Surroundings here, InvocationConfiguration console, bool json, CancellationToken stop)
    {
        var known = await KnownHistory.Read(new Database(here.Options().Database), here.Clock, stop);
        var scores = Training.Evaluate(known.Panel, stop);
        if (json)
        {
            JsonOutput.Write(console.Output, scores);
        }
        else
        {
            ScoresTable.Write(console.Output, scores);
        }

        return ExitCode.Done;
    }
}
