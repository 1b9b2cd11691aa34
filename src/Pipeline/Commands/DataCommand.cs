using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Parcels;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary><c>data import</c>: data into an environment on a cluster, and forecasts from them.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Bring data into an environment on a cluster.") { Import() };
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The observations: a CSV file, gzipped or not, or a workbook (xlsx).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var boundaries = FileOption("--boundaries", "The outlines of its locations.", "GEOJSON");
        var hierarchy = FileOption(
            "--hierarchy",
            "Which of its locations make up which regions: lines location,parent. Replaces the one there is.",
            "CSV"
        );
        var mapping = FileOption("--mapping", "Which column is what, for a layout that is not recognized.", "YAML");
        var sheet = new Option<string[]>("--sheet") { Description = "A sheet of the workbook; may be repeated.", HelpName = "NAME" };
        var sources = new Option<bool>("--sources") { Description = "Fetch from the sources that the environment configures instead." };
        var image = SharedOptions.Image();
        image.Description = "The image whose program does it, by its digest; without it the one that serves.";
        var environment = EnvironmentOption.Create();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, and store nothing." };
        var json = SharedOptions.Json();
        var command = new Command(
            "import",
            """
            From data to stored forecasts on a cluster, where a first release needs them: bring the database to the image's schema as a
            deployment does, import, train, forecast; each is a Job under the release lock. An import stores all of its files or nothing;
            the same command again stores nothing twice, and goes on where it failed. Then: ./pipeline deploy.

            On one machine ./pipeline up --data FILE does all of it, and ./pipeline backend import FILE adds to what serves.

            Examples:
              ./pipeline data import --environment production --image ghcr.io/owner/name@sha256:… cases.csv
              ./pipeline data import --environment production --image ghcr.io/owner/name@sha256:… cases.csv --boundaries districts.geojson
              ./pipeline data import --environment production --image ghcr.io/owner/name@sha256:… --sources
              ./pipeline data import --environment production new-cases.csv
            """
        )
        {
            file,
            boundaries,
            hierarchy,
            mapping,
            sheet,
            sources,
            image,
            environment,
            dryRun,
            json,
        };
        command.Validators.Add(result =>
        {
            var named = result.GetValue(file) is not null;
            var others = result.GetValue(boundaries) ?? result.GetValue(mapping) ?? result.GetValue(sheet)?.FirstOrDefault();
            if (result.GetValue(sources) && (named || (others ?? result.GetValue(hierarchy)) is not null))
            {
                result.AddError("--sources fetches all there is: it goes with no file.");
            }
            else if (!result.GetValue(sources) && !named && (result.GetValue(hierarchy) is null || others is not null))
            {
                result.AddError("Name a file of observations, or --sources; --hierarchy alone does without one.");
            }
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var cluster =
                    EnvironmentOption.Cluster(parsed, environment)
                    ?? throw new UserFacingException(
                        $"environment {parsed.GetValue(environment)} is of one machine",
                        "There ./pipeline up --data FILE imports, trains, forecasts and serves, and ./pipeline backend import FILE adds to "
                            + "what serves. For a cluster name its environment: --environment production."
                    );
                var request = new DataRequest(parsed.GetValue(file), parsed.GetValue(sources))
                {
                    Boundaries = parsed.GetValue(boundaries),
                    Hierarchy = parsed.GetValue(hierarchy),
                    Mapping = parsed.GetValue(mapping),
                    Sheets = parsed.GetValue(sheet) ?? [],
                };
                var policy = EnvironmentFile.Find(parsed.GetValue(environment)!, chosen: true).Release;
                var run = new DataImportRun(cluster, policy, request, parsed.GetValue(image), parsed.GetValue(json));
                return run.RunAsync(parsed.GetValue(dryRun), cancel);
            }
        );
        return command;
    }

    private static Option<string?> FileOption(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };
}

/// <summary>One run of <c>data import</c>.</summary>
internal sealed class DataImportRun(KubernetesEnvironment environment, ReleasePolicy policy, DataRequest request, string? image, bool json)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<DataImportPart> _done = [];
    private Candidate? _candidate;

    public async Task<int> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var screen = Screen.Create(json || dryRun); // On stderr: stdout is the plan's.
        var lines = new StepLines(screen, _time);
        // What is wrong with the files is found before anybody is kept waiting.
        using var parcel = request.Sources
            ? null
            : await lines.TimeAsync("pack", () => Parcel.PackAsync(request.Files, cancellationToken), packed => packed.ToString());
        using var installation = await ClusterInstallation.OpenAsync(environment, _time, cancellationToken);
        var import = new DataImport(installation, policy, request, parcel);
        try
        {
            if (dryRun)
            {
                await PlanAsync(installation, import, lines, cancellationToken);
            }
            else
            {
                await using var session = await ReleaseSession.OpenAsync(installation, "data import", lines, policy, cancellationToken);
                _candidate = await import.TakeAsync(image, lines, session.Cancel);
                await import.RunAsync(session, _candidate, lines, _done);
            }
            var serves = (await installation.ObserveAsync(cancellationToken))?.State.ActiveSlot?.Release;
            var result = Result(dryRun ? "planned" : "imported", serves, began);
            if (json)
            {
                await WriteAsync(result);
            }
            else if (dryRun)
            {
                await Console.Out.WriteLineAsync(Words(result, installation.PlanNote));
            }
            else
            {
                var next = serves is null
                    ? $"nothing serves yet: ./pipeline deploy --environment {environment.Name} --image {_candidate!.Image}"
                    : $"release {serves} serves them";
                screen.MarkupLineInterpolated($"[bold]Imported:[/] forecasts are stored; {next} [grey]({result.Seconds:0.00} s)[/]");
            }
            return ExitCode.Done;
        }
        catch (Exception failure) when (json && failure is UserFacingException or OperationCanceledException)
        {
            await WriteAsync(
                Result("failed", serves: null, began) with
                {
                    Failure = failure is UserFacingException ? failure.Message : "interrupted",
                }
            );
            throw;
        }
    }

    private async Task PlanAsync(ClusterInstallation installation, DataImport import, StepLines lines, CancellationToken cancellationToken)
    {
        await using var held = await installation.TakeLockAsync("data import --dry-run", cancellationToken);
        await installation.RequireRightsAsync(cancellationToken);
        _candidate = await import.TakeAsync(image, lines, cancellationToken);
        _done.AddRange(await import.PlanAsync(_candidate, cancellationToken));
    }

    private DataImportResult Result(string outcome, string? serves, long began) =>
        new(
            outcome,
            environment.Name,
            environment.Namespace,
            _candidate?.Image,
            serves,
            _done,
            Math.Round(_time.GetElapsedTime(began).TotalSeconds, 3)
        );

    private static Task WriteAsync(DataImportResult result) =>
        Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, DeploymentJson.Default.DataImportResult));

    private static string Words(DataImportResult plan, string? note) =>
        string.Join(
            '\n',
            [
                $"Data for environment {plan.Environment}, namespace {plan.Namespace}; nothing was changed"
                    + $"{(note is null ? "" : $": {note}")}.",
                $"image       {plan.Image}",
                $"serves      {plan.Serves ?? "nothing"}",
                .. plan.Steps.Select((step, at) => $"step {at + 1, 2}     {step.Step}: {step.Detail}"),
            ]
        );
}
