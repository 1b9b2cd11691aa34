using System.CommandLine;
using MalariaPredictor.Backend.Chap;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>chap predict MODEL HISTORIC_CSV FUTURE_CSV OUT_CSV</c>: samples for every row of the future file.</summary>
internal static class ChapPredictCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A model that `chap train` wrote." };
        var historic = new Argument<string>("HISTORIC_CSV")
        {
            Description = "Observations up to the last known period, in the CHAP convention.",
        };
        var future = new Argument<string>("FUTURE_CSV")
        {
            Description = "The locations and periods to forecast; further columns may follow.",
        };
        var output = new Argument<string>("OUT_CSV") { Description = "Where to write time_period, location, sample_0, …" };
        var config = ChapCommand.Config();
        var command = new Command("predict", "Forecast the rows of a CHAP file, as samples that are coherent over places and periods.")
        {
            model,
            historic,
            future,
            output,
            config,
        };
        command.SetAction(
            (parsed, stop) =>
                ChapCommand.OnFilesAsync(
                    parsed.InvocationConfiguration,
                    () =>
                        PredictAsync(
                            parsed.GetRequiredValue(model),
                            parsed.GetRequiredValue(historic),
                            parsed.GetRequiredValue(future),
                            parsed.GetRequiredValue(output),
                            parsed.GetValue(config),
                            parsed.InvocationConfiguration,
                            stop
                        )
                )
        );
        return command.WithExamples("malaria-predictor chap predict model historic.csv future.csv predictions.csv");
    }

    private static async Task PredictAsync(
        string modelPath,
        string historic,
        string future,
        string output,
        string? config,
        InvocationConfiguration console,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(modelPath))
        {
            throw new UserFacingException(
                $"There is no model {modelPath}.",
                $"Train one: malaria-predictor chap train TRAIN_CSV {modelPath}."
            );
        }

        var model = ChapModel.Read(await File.ReadAllTextAsync(modelPath, cancellationToken), modelPath);
        if (config is not null)
        {
            // The algorithm is the trained one's; how samples are drawn may be chosen anew.
            model = model with
            {
                Options = await ChapConfigFile.ReadAsync(config, cancellationToken) with { Algorithm = model.Options.Algorithm },
            };
        }

        var known = ChapReader.ReadObserved(await FileContent.ReadAsync(historic, cancellationToken), cancellationToken);
        var asked = ChapReader.ReadAhead(await FileContent.ReadAsync(future, cancellationToken), cancellationToken);
        var prediction = ChapPrediction.Of(model, known, asked);
        foreach (var note in known.Warnings.Concat(asked.Warnings).Distinct().Concat(prediction.Notes))
        {
            await console.Error.WriteLineAsync($"note: {note}");
        }

        await PredictionCsv.WriteAsync(output, prediction, cancellationToken);
        await console.Output.WriteLineAsync(
            $"{output}: {prediction.Rows.Count} rows of {model.Options.Samples} samples, by {model.Algorithm}."
        );
    }
}
