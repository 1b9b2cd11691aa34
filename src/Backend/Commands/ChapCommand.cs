using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>chap train|predict|serve</c>: this system as a model of CHAP's.</summary>
internal static class ChapCommand
{
    public static Command Create(HostContext here) =>
        new Command("chap", "Be a model of CHAP (DHIS2 climate and health): by files or as a service.")
        {
            ChapTrainCommand.Create(),
            ChapPredictCommand.Create(),
            ChapServeCommand.Create(here),
        }.WithExamples(
            "malaria-predictor chap train train.csv model",
            "malaria-predictor chap predict model historic.csv future.csv predictions.csv"
        );

    public static Option<string?> Config() =>
        new("--config")
        {
            Description = "CHAP's model configuration, YAML or JSON: samples, seed, whole_counts, algorithm.",
            HelpName = "FILE",
        };

    /// <summary>Runs a command on files; all that is wrong with a file is said at once.</summary>
    public static async Task<int> OnFilesAsync(InvocationConfiguration console, Func<Task> act)
    {
        try
        {
            await act();
            return ExitCode.Done;
        }
        catch (RejectedFileException rejected)
        {
            ImportText.Write(rejected, json: false, console.Output, console.Error);
            return ExitCode.Failed;
        }
    }
}
