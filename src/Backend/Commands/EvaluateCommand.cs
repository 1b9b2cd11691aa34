using System.CommandLine;
using MalariaPredictor.Backend.Ablations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>evaluate</c>: the scores of the candidates on the stored data; registers nothing.</summary>
internal static class EvaluateCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var ablate = new Option<bool>("--ablate")
        {
            Description = "Say instead what the weather is worth: as observed, as usual in the season, and none.",
        };
        var command = new Command("evaluate", "Back-test the candidate models on the stored data and print their scores. Changes nothing.")
        {
            json,
            ablate,
        };
        command.SetAction(
            (parsed, stop) =>
                parsed.GetValue(ablate)
                    ? AblateAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
                    : EvaluateAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
        );
        return command.WithExamples(
            "malaria-predictor evaluate",
            "malaria-predictor evaluate --json",
            "malaria-predictor evaluate --ablate"
        );
    }

    private static async Task<int> EvaluateAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var known = await KnownHistory.ReadAsync(database, cancellationToken);
        var scores = Training.Evaluate(known.Panel, cancellationToken);
        var totals = TotalEvaluation.Of(
            known.Panel,
            scores,
            await new LocationParents(database).HierarchyAsync(cancellationToken),
            cancellationToken
        );
        if (json)
        {
            JsonOutput.Write(
                console.Output,
                new
                {
                    scores.Champion,
                    scores.Reason,
                    scores.Backtest,
                    scores.Overall,
                    scores.IsYardstick,
                    totals,
                }
            );
        }
        else
        {
            ScoresTable.Write(console.Output, scores);
            TotalsTable.Write(console.Output, totals);
        }

        return ExitCode.Done;
    }

    private static async Task<int> AblateAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownHistory.ReadAsync(new Database(here.Options().Database), cancellationToken);
        var ablation = Ablation.Of(known.Panel, cancellationToken);
        if (json)
        {
            JsonOutput.Write(console.Output, ablation);
        }
        else
        {
            AblationTable.Write(console.Output, ablation);
        }

        return ExitCode.Done;
    }
}
