using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>import FILE</c>: observations, where they were made, and what the places are part of, into the database.</summary>
internal static class ImportCommand
{
    public static Command Create(HostContext here)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A CSV file in the CHAP convention: time_period, location, disease_cases, covariates. May be gzipped.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var boundaries = new Option<string?>("--boundaries")
        {
            Description = "A GeoJSON feature collection with the shapes of the locations.",
            HelpName = "GEOJSON",
        };
        var hierarchy = new Option<string?>("--hierarchy")
        {
            Description = "A CSV file location,parent: which locations make up which regions. Replaces the one there is.",
            HelpName = "CSV",
        };
        var json = JsonOutput.Option();
        var command = new Command("import", "Read observations into the database: all of a file or nothing; twice is as good as once.")
        {
            file,
            boundaries,
            hierarchy,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && (result.GetValue(hierarchy) is null || result.GetValue(boundaries) is not null))
            {
                result.AddError("Name a file of observations; --hierarchy alone does without one.");
            }
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                var importer = new Importer(new Database(here.Options().Database), here.Clock);
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                try
                {
                    if (parsed.GetValue(file) is { } observations)
                    {
                        var report = await ImportProgress.ShowAsync(progress =>
                            importer.ImportAsync(observations, parsed.GetValue(boundaries), parsed.GetValue(hierarchy), progress, stop)
                        );
                        ImportText.Write(report, parsed.GetValue(json), output, error);
                    }
                    else
                    {
                        var (found, warnings) = await importer.ImportHierarchyAsync(parsed.GetValue(hierarchy)!, stop);
                        ImportText.Write(found, warnings, parsed.GetValue(json), output, error);
                    }

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
            "malaria-predictor import observations.csv",
            "malaria-predictor import observations.csv.gz --boundaries districts.geojson --json",
            "malaria-predictor import --hierarchy hierarchy.csv"
        );
    }
}

/// <summary>Shows an import's progress on stderr, where that is a terminal.</summary>
internal static class ImportProgress
{
    public static async Task<ImportReport> ShowAsync(Func<IProgress<ImportStep>?, Task<ImportReport>> import)
    {
        if (Console.IsErrorRedirected)
        {
            return await import(null);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress().AutoClear(true).StartAsync(context => import(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<ImportStep>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(ImportStep value)
        {
            if (!_bars.TryGetValue(value.What, out var bar))
            {
                _bars[value.What] = bar = context.AddTask(value.What, maxValue: 1);
            }

            bar.Value = value.Share;
        }
    }
}
