using System.CommandLine;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>import FILE</c>: observations, and where they were made, into the database.</summary>
internal static class ImportCommand
{
    public static Command Create(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file in the CHAP convention: time_period, location, disease_cases, covariates. May be gzipped." };
        var boundaries = new Option<string?>("--boundaries") { Description = "A GeoJSON feature collection with the shapes of the locations.", HelpName = "GEOJSON" };
        var json = JsonOutput.Option();
        var command = new Command("import", "Read observations into the database: all of a file or nothing; twice is as good as once.") { file, boundaries, json };
        command.SetAction(async (parsed, stop) =>
        {
            var importer = new Importer(new Database(here.Options().Database), here.Clock);
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var report = await ImportProgress.ShowAsync(
                    progress => importer.ImportAsync(parsed.GetRequiredValue(file), parsed.GetValue(boundaries), progress, stop));
                ImportText.Write(report, parsed.GetValue(json), output, error);
                return ExitCode.Done;
            }
            catch (RejectedFileException rejected)
            {
                ImportText.Write(rejected, parsed.GetValue(json), output, error);
                return ExitCode.Failed;
            }
        });
        return command.WithExamples(
            "malaria-predictor import observations.csv",
            "malaria-predictor import observations.csv.gz --boundaries districts.geojson --json");
    }
}
