using System.CommandLine;
using System.Globalization;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>import-grid FILE...</c>: weather from grids, as its mean over each place that has a boundary.</summary>
internal static class ImportGridCommand
{
    public static Command Create(HostContext here)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description =
                "ERA5 or ERA5-Land as NetCDF (t2m and tp, by hour, day or month), CHIRPS as GeoTIFF (by day or month), or a ZIP of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var firstDay = new Option<DateOnly?>("--first-day")
        {
            Description = "The day of the first band of a GeoTIFF file whose name states no day. Each further band is the next day.",
            HelpName = "YYYY-MM-DD",
            CustomParser = result =>
            {
                if (
                    DateOnly.TryParseExact(
                        result.Tokens[0].Value,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var day
                    )
                )
                {
                    return day;
                }

                result.AddError($"--first-day '{result.Tokens[0].Value}' is no date. Write it as 2024-05-17.");
                return null;
            },
        };
        var json = JsonOutput.Option();
        var command = new Command(
            "import-grid",
            "Read weather from grids into the database: its mean over the boundary of each place. All of the files or nothing."
        )
        {
            files,
            firstDay,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var importer = new GridImporter(new Database(here.Options().Database), here.Clock);
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                try
                {
                    var report = await ImportProgress.ShowAsync(progress =>
                        importer.ImportAsync(parsed.GetValue(files)!, parsed.GetValue(firstDay), progress, stop)
                    );
                    ImportText.Write(report, parsed.GetValue(json), output, error);
                    return ExitCode.Done;
                }
                catch (RejectedFileException rejected)
                {
                    ImportText.Write(rejected, parsed.GetValue(json), output, error);
                    return ExitCode.Failed;
                }
            }
        );
        return command.WithExamples(
            "malaria-predictor import-grid era5-land-2024.nc",
            "malaria-predictor import-grid chirps-v3.0.rnl.2024.*.tif --json",
            "malaria-predictor import-grid rain-of-1991.tif --first-day 1991-01-01"
        );
    }
}
