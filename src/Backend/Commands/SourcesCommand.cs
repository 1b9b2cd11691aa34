using System.CommandLine;
using System.Globalization;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>sources</c>: how each source stands; <c>check</c> asks the services, <c>fetch</c> brings what is new.</summary>
internal static class SourcesCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("sources", "Show the sources of data: last success, freshness, gaps, version, next run.")
        {
            json,
            Check(here),
            Fetch(here),
            Example(),
            SourcesDhis2Command.Create(here),
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var sources = await services.GetRequiredService<SourceStatuses>().ReadAsync(stop);
                await JsonOutput.WriteAsync(parsed, json, sources, Text(sources));
                return ExitCode.Done;
            }
        );
        return command.WithExamples("malaria-predictor sources", "malaria-predictor sources check", "malaria-predictor sources fetch");
    }

    private static Command Check(HostContext here)
    {
        var json = JsonOutput.Option();
        var names = Names();
        var command = new Command("check", "Ask the services what works: address, key, licence, first and last period, a sample value.")
        {
            names,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var catalog = services.GetRequiredService<SourceCatalog>();
                var scope = await SourceScope.ReadAsync(
                    services.GetRequiredService<Database>(),
                    catalog.Since,
                    here.Clock.GetUtcNow(),
                    stop
                );
                var checks = new List<SourceCheck>();
                foreach (var source in Asked(catalog, parsed.GetValue(names)!))
                {
                    checks.Add(new SourceCheck(source.Name, source.Address, await CheckAsync(source, scope, stop)));
                }

                await JsonOutput.WriteAsync(parsed, json, checks, string.Join('\n', checks.Select(check => check.ToString())));
                return checks.All(check => check.Works) ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command.WithExamples("malaria-predictor sources check", "malaria-predictor sources check era5 --json");
    }

    private static async Task<IReadOnlyList<CheckLine>> CheckAsync(IConnector source, SourceScope scope, CancellationToken stop)
    {
        try
        {
            return await source.CheckAsync(scope, stop);
        }
        catch (UserFacingException failure)
        {
            return [CheckLine.Failed("address", failure)];
        }
    }

    private static Command Fetch(HostContext here)
    {
        var json = JsonOutput.Option();
        var names = Names();
        var only = new Option<bool>("--no-forecast") { Description = "Fetch and store only: neither train nor forecast." };
        var command = new Command(
            "fetch",
            "Fetch what is new from all sources or some, then make forecasts; choose a champion first where there is none."
        )
        {
            names,
            only,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var console = parsed.InvocationConfiguration;
                var (reports, failures) = await FetchAsync(
                    Asked(services.GetRequiredService<SourceCatalog>(), parsed.GetValue(names)!),
                    services,
                    line => parsed.GetValue(json) ? Task.CompletedTask : console.Output.WriteLineAsync(line),
                    stop
                );
                foreach (var failure in failures)
                {
                    await console.Error.WriteLineAsync($"malaria-predictor: {failure}");
                }

                var forecast = parsed.GetValue(only) ? null : await ForecastAsync(services, stop);
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    new
                    {
                        sources = reports.Select(report => new
                        {
                            report.Source,
                            stored = report.Stored.Select(part => new
                            {
                                part.Part.Key,
                                part.Fetched.Version,
                                part.Fetched.IsFinal,
                            }),
                            report.New,
                            report.Corrected,
                            report.Warnings,
                        }),
                        failed = failures,
                        forecast,
                    },
                    forecast ?? "No forecasts were made."
                );
                return failures.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command.WithExamples("malaria-predictor sources fetch", "malaria-predictor sources fetch dhis2 --no-forecast");
    }

    /// <summary>
    /// Each source as a run of its job, so that it is recorded like any other; the failure of one does not keep the others.
    /// </summary>
    private static async Task<(IReadOnlyList<IngestionReport> Reports, IReadOnlyList<string> Failures)> FetchAsync(
        IReadOnlyList<IConnector> sources,
        ServiceProvider services,
        Func<string, Task> say,
        CancellationToken stop
    )
    {
        var (reports, failures) = (new List<IngestionReport>(), new List<string>());
        var (runs, runner) = (services.GetRequiredService<JobRuns>(), services.GetRequiredService<JobRunner>());
        foreach (var source in sources)
        {
            var work = new SourceIngestion(
                source,
                services.GetRequiredService<SourceCatalog>(),
                services.GetRequiredService<Database>(),
                services.GetRequiredService<JobOptions>(),
                services.GetRequiredService<TimeProvider>()
            )
            {
                Forecasts = false,
                Told = sentence => say($"{source.Name}: {sentence}"),
            };
            var key = $"{work.Name}#{Guid.NewGuid():N}";
            await runs.EnqueueAsync(key, work.Name, "manual", stop);
            await runner.RunAsync(key, work, stop);
            stop.ThrowIfCancellationRequested();
            if (work.Report is not { } report)
            {
                failures.Add((await runs.FindAsync(key, stop))!.Detail);
                continue;
            }

            foreach (var warning in report.Warnings)
            {
                await say($"warning: {source.Name} {warning}");
            }

            await say(report.Sentence);
            reports.Add(report);
        }

        return (reports, failures);
    }

    private static async Task<string?> ForecastAsync(ServiceProvider services, CancellationToken stop)
    {
        var (database, clock) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        if (
            !services.GetRequiredService<JobOptions>().Predictions
            || await new Storage.Observations(database).LastRecordedAtAsync(stop) is null
        )
        {
            return null;
        }

        var chosen = await new ModelVersions(database, clock).ChampionAsync(stop) is null
            ? (await new ChampionChoice(database, clock).RunAsync(stop)).Sentence + " "
            : "";
        return chosen + (await new ForecastIssue(database, clock).RunAsync(stop)).Sentence;
    }

    private static Command Example()
    {
        var command = new Command("example", "Print a sources file with every source, to begin from.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(SourceCatalog.Example));
        return command.WithExamples("malaria-predictor sources example > sources.yaml");
    }

    private static Argument<string[]> Names() =>
        new("SOURCE") { Description = "Which; without it all that are switched on.", Arity = ArgumentArity.ZeroOrMore };

    private static IReadOnlyList<IConnector> Asked(SourceCatalog catalog, string[] names) =>
        names.Length > 0 ? [.. names.Select(catalog.Find)]
        : catalog.Connectors.Count > 0 ? catalog.Connectors
        : throw new UserFacingException(
            "No source is switched on here.",
            "Begin with: malaria-predictor sources example > sources.yaml, and name the file in SOURCES_FILE."
        );

    private static string Text(IReadOnlyList<SourceStatus> sources)
    {
        var lines = new List<string>();
        foreach (var source in sources)
        {
            lines.Add($"{source.Name}: {source.Sentence}");
            lines.AddRange(source.Gaps.Take(3).Select(gap => $"  missing: {gap}"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>What a service answered to a check.</summary>
    private sealed record SourceCheck(string Name, Uri Address, IReadOnlyList<CheckLine> Lines)
    {
        public bool Works => Lines.All(line => line.Works != false);

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Name} ({Address})\n")
            + string.Join(
                '\n',
                Lines.Select(line =>
                    $"  {line.What, -14} {(line.Works is { } works ? works ? "ok" : "failed" : "unknown"), -8} {line.Detail}"
                )
            );
    }
}
