using System.CommandLine;
using MalariaPredictor.Backend.Chap;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>chap train TRAIN_CSV MODEL</c>: chooses the algorithm on the training data and writes the model.</summary>
internal static class ChapTrainCommand
{
    public static Command Create()
    {
        var train = new Argument<string>("TRAIN_CSV") { Description = "Observations in the CHAP convention." };
        var model = new Argument<string>("MODEL") { Description = "Where to write the trained model." };
        var config = ChapCommand.Config();
        var command = new Command("train", "Train on a CHAP file: back-test the candidates, keep the best.") { train, model, config };
        command.SetAction(
            (parsed, stop) =>
                ChapCommand.OnFilesAsync(
                    parsed.InvocationConfiguration,
                    () =>
                        TrainAsync(
                            parsed.GetRequiredValue(train),
                            parsed.GetRequiredValue(model),
                            parsed.GetValue(config),
                            parsed.InvocationConfiguration,
                            stop
                        )
                )
        );
        return command.WithExamples(
            "malaria-predictor chap train train.csv model",
            "malaria-predictor chap train train.csv model --config model_configuration.yaml"
        );
    }

    private static async Task TrainAsync(
        string train,
        string path,
        string? config,
        InvocationConfiguration console,
        CancellationToken cancellationToken
    )
    {
        var options = config is null ? new ChapOptions() : await ChapConfigFile.ReadAsync(config, cancellationToken);
        var file = ChapReader.ReadObserved(await FileContent.ReadAsync(train, cancellationToken), cancellationToken);
        foreach (var warning in file.Warnings)
        {
            await console.Error.WriteLineAsync($"warning: {warning}");
        }

        var model = ChapTraining.Train(ChapPanel.Of(file), options, cancellationToken);
        await PrivateFile.WriteAllTextAsync(path, model.Write(), cancellationToken);
        await console.Output.WriteLineAsync($"{path}: {model.Reason}");
    }
}
