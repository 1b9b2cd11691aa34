using System.CommandLine;
using MalariaPredictor.Backend.Composition;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Jobs;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>jobs list|history|run</c>: what runs beside serving; <c>run</c> does one here and now, recorded like any other.</summary>
internal static class JobsCommand
{
    public static Command Create(HostContext here) =>
        new Command("jobs", "List the background jobs, show how they went, or run one now.")
        {
            List(here),
            History(here),
            Run(here),
        }.WithExamples("malaria-predictor jobs list", "malaria-predictor jobs run forecast-refresh");

    private static Command List(HostContext here)
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "Every job: when it runs, or why it does not run here.") { json };
        command.SetAction(
            async (parsed, _) =>
            {
                await using var services = WebApp.Services(here);
                var options = services.GetRequiredService<JobOptions>();
                var jobs = services
                    .GetServices<IBackgroundWork>()
                    .Select(work => new
                    {
                        work.Name,
                        work.Purpose,
                        work.Schedule,
                        Off = options.BackgroundJobs ? work.Off(options) : "FEATURE_BACKGROUND_JOBS is false",
                    })
                    .ToList();
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    jobs,
                    string.Join(
                        '\n',
                        jobs.Select(job =>
                            $"{job.Name, -20} {job.Schedule, -18} {job.Purpose}{(job.Off is null ? "" : $" Off: {job.Off}.")}"
                        )
                    )
                );
                return ExitCode.Done;
            }
        );
        return command.WithExamples("malaria-predictor jobs list");
    }

    private static Command History(HostContext here)
    {
        var json = JsonOutput.Option();
        var job = new Argument<string>("JOB") { Description = "Which." };
        var command = new Command("history", "A job's newest runs.") { job, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var runs = await services.GetRequiredService<JobRuns>().OfAsync(Known(services, parsed.GetRequiredValue(job)), 50, stop);
                await JsonOutput.WriteAsync(
                    parsed,
                    json,
                    runs,
                    string.Join(
                        '\n',
                        runs.Select(run => $"{run.QueuedAt:yyyy-MM-dd HH:mm:ss} {run.Cause, -8} {run.State, -9} {run.Detail}")
                    )
                );
                return ExitCode.Done;
            }
        );
        return command.WithExamples("malaria-predictor jobs history nightly-backup");
    }

    private static Command Run(HostContext here)
    {
        var json = JsonOutput.Option();
        var job = new Argument<string>("JOB") { Description = "Which." };
        var command = new Command("run", "Run a job here and now, whether it is on or not.") { job, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var services = WebApp.Services(here);
                var (name, runs) = (Known(services, parsed.GetRequiredValue(job)), services.GetRequiredService<JobRuns>());
                var key = $"{name}#{Guid.NewGuid():N}";
                await runs.EnqueueAsync(key, name, "manual", stop);
                await services.GetRequiredService<JobRunner>().RunAsync(key, name, stop);
                var run = await runs.FindAsync(key, stop);
                await JsonOutput.WriteAsync(parsed, json, run, $"{name} {run!.State}: {run.Detail}");
                return run.Outcome == JobRun.Succeeded ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command.WithExamples("malaria-predictor jobs run retraining-check");
    }

    private static string Known(IServiceProvider services, string asked)
    {
        var names = services.GetServices<IBackgroundWork>().Select(work => work.Name).ToList();
        return names.Contains(asked)
            ? asked
            : throw new UserFacingException($"There is no job '{asked}'.", $"There are {string.Join(", ", names)}.");
    }
}
