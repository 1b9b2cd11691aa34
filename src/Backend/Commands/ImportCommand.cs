using System.CommandLine;
using System.Text;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Layouts;
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
            Description =
                "A CSV file in the CHAP convention (time_period, location, disease_cases, covariates), or a table of another "
                + "layout, as CSV, xlsx or xls. "
                + "CSV may be gzipped.",
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
        var mapping = new Option<string?>("--mapping")
        {
            Description = "A YAML file that states which column is what, for a layout that is not recognized. --write-mapping writes one.",
            HelpName = "FILE",
        };
        var sheet = new Option<string[]>("--sheet")
        {
            Description = "A sheet of the workbook to read; may be repeated.",
            HelpName = "NAME",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Say how the file is read and what would be stored, and store nothing.",
        };
        var writeMapping = new Option<string?>("--write-mapping")
        {
            Description = "With --dry-run: write what was understood to a mapping file, which must not exist yet.",
            HelpName = "FILE",
        };
        var parts = new Option<string?>("--parcel")
        {
            Description =
                "Take the files named here from a parcel, as ./pipeline data import brings them into a cluster: a folder with its parts.",
            HelpName = "DIR",
        };
        var json = JsonOutput.Option();
        var command = new Command("import", "Read observations into the database: all of a file or nothing; twice is as good as once.")
        {
            file,
            boundaries,
            hierarchy,
            mapping,
            sheet,
            dryRun,
            writeMapping,
            parts,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && (result.GetValue(hierarchy) is null || result.GetValue(boundaries) is not null))
            {
                result.AddError("Name a file of observations; --hierarchy alone does without one.");
            }
            else if (
                result.GetValue(file) is null
                && (result.GetValue(mapping) is not null || result.GetValue(sheet) is { Length: > 0 } || result.GetValue(dryRun))
            )
            {
                result.AddError("--mapping, --sheet and --dry-run are of a file of observations: name it.");
            }

            if (result.GetValue(writeMapping) is not null && !result.GetValue(dryRun))
            {
                result.AddError("--write-mapping needs --dry-run: look at what was understood first.");
            }

            if (result.GetValue(dryRun) && (result.GetValue(boundaries) is not null || result.GetValue(hierarchy) is not null))
            {
                result.AddError("--dry-run reads observations alone: leave --boundaries and --hierarchy out.");
            }
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                var importer = new Importer(new Database(here.Options().Database), here.Clock);
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                try
                {
                    using var parcel = await Parcel.OpenAsync(parsed.GetValue(parts), stop);
                    if (parcel.PathOf(parsed.GetValue(file)) is { } observations)
                    {
                        var stated = await StatedAsync(parcel.PathOf(parsed.GetValue(mapping)), parsed.GetValue(sheet), stop);
                        if (parsed.GetValue(dryRun))
                        {
                            var preview = await importer.PreviewAsync(observations, stated, stop);
                            PreviewText.Write(preview, parsed.GetValue(json), output, error);
                            await WriteMappingAsync(preview, parsed.GetValue(writeMapping), error, stop);
                            return ExitCode.Done;
                        }

                        var report = await ImportProgress.ShowAsync(progress =>
                            importer.ImportAsync(
                                observations,
                                parcel.PathOf(parsed.GetValue(boundaries)),
                                parcel.PathOf(parsed.GetValue(hierarchy)),
                                stated,
                                progress,
                                stop
                            )
                        );
                        ImportText.Write(report, parsed.GetValue(json), output, error);
                    }
                    else
                    {
                        var (found, warnings) = await importer.ImportHierarchyAsync(parcel.PathOf(parsed.GetValue(hierarchy))!, stop);
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
            "malaria-predictor import ministry.xlsx --sheet 2025 --dry-run --write-mapping ministry.yaml",
            "malaria-predictor import ministry.xlsx --mapping ministry.yaml",
            "malaria-predictor import --hierarchy hierarchy.csv"
        );
    }

    private static async Task<Mapping> StatedAsync(string? path, string[]? sheets, CancellationToken cancellationToken)
    {
        var mapping = path is null ? Mapping.Empty : await MappingFile.ReadAsync(path, cancellationToken);
        return sheets is { Length: > 0 } ? mapping with { Sheets = sheets } : mapping;
    }

    private static async Task WriteMappingAsync(ImportPreview preview, string? path, TextWriter error, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return;
        }

        if (preview.Understood is not { } understood)
        {
            throw new UserFacingException(
                $"{preview.File} is in the CHAP convention, and needs no mapping.",
                "Import it without one; leave --write-mapping out."
            );
        }

        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(Encoding.UTF8.GetBytes(MappingFile.Write(understood.Mapping)), cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UserFacingException($"The mapping cannot be written to {path}: {refused.Message}", "Name another file.", refused);
        }

        await error.WriteLineAsync($"mapping written to {path}: edit it where it is wrong, and import with --mapping {path}.");
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
