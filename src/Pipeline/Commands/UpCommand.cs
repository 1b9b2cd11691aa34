using System.CommandLine;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;

namespace MalariaPredictor.Pipeline.Commands;

internal static class UpCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var port = SharedOptions.Port();
        var bind = SharedOptions.Bind();
        var data = new Option<string?>("--data")
        {
            Description =
                "Forecast from this file of observations (CHAP CSV). Without it: from the file that was given before, else from a simulated country.",
            HelpName = "FILE",
        };
        var boundaries = new Option<string?>("--boundaries") { Description = "The outlines of its locations.", HelpName = "GEOJSON" };
        boundaries.Validators.Add(result =>
        {
            if (result.GetResult(data) is null)
            {
                result.AddError("--boundaries goes with --data.");
            }
        });
        var hierarchy = new Option<string?>("--hierarchy")
        {
            Description = "Which of its locations make up which regions: lines location,parent. Replaces the one there is.",
            HelpName = "CSV",
        };
        var database = new Option<string?>("--database")
        {
            Description =
                "Keep everything in this database: postgres://user@host:5432/name, its password in DATABASE_PASSWORD or DATABASE_PASSWORD_FILE. Without it DATABASE_URL, where that names a server; else an SQLite file for each source of data.",
            HelpName = "URL",
        };
        var newDatabase = new Option<bool>("--new-database")
        {
            Description = "Begin a new database where --data names another file than the one that is served.",
        };
        var simulated = new Option<bool>("--simulated") { Description = "Go back from a file of observations to the simulated country." };
        simulated.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetResult(data) is not null)
            {
                result.AddError("--simulated does not go with --data.");
            }
        });
        var artifact = SharedOptions.Artifact("Use this artifact");
        var detach = new Option<bool>("--detach", "-d") { Description = "Leave it running and return." };
        var timings = new ReleaseOptions();
        var command = new Command(
            "up",
            """
            Everything, from a fresh clone to forecasts that are served: build, database, data, model, forecasts, release.
            Run again, it resumes: what is done is skipped, what changed is released without a dropped request. Ctrl-C stops the service.

            Examples:
              ./pipeline up
              ./pipeline up --detach
              ./pipeline up --data observations.csv --boundaries districts.geojson
              ./pipeline up --data observations.csv --hierarchy hierarchy.csv
              ./pipeline up --port 8080
              DATABASE_PASSWORD_FILE=/run/secrets/db ./pipeline up --database postgres://malaria@db.example:5432/malaria
            """
        )
        {
            state,
            json,
            port,
            bind,
            data,
            boundaries,
            hierarchy,
            database,
            newDatabase,
            simulated,
            artifact,
            detach,
        };
        timings.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
            {
                var directory = SharedOptions.Directory(parsed, state);
                var known = KnownSource.Read(directory);
                var source = (
                    parsed.GetValue(data) is { } file ? DataSource.Given(directory, file, parsed.GetValue(boundaries))
                    : known is not null && !parsed.GetValue(simulated)
                        ? DataSource.Given(directory, known.File, parsed.GetValue(boundaries) ?? known.Boundaries)
                    : DataSource.Simulated(directory)
                ).Under(parsed.GetValue(hierarchy));
                if (
                    DatabaseAddress.Read(parsed.GetValue(database), Environment.GetEnvironmentVariable, directory) is { } named
                    && (named.IsServer || parsed.GetValue(database) is not null)
                )
                {
                    source = source.In(named, directory);
                }
                else if (parsed.GetValue(data) is null && known is not null && !source.IsSimulated)
                {
                    source = known.Database == source.Database.Url ? source : source.In(new DatabaseAddress(known.Database), directory);
                }
                else if (!parsed.GetValue(newDatabase) && !source.IsSimulated)
                {
                    known?.RequireSame(source);
                }
                var asked = parsed.GetResult(port) is { Implicit: false } || parsed.GetResult(bind) is { Implicit: false };
                var place = asked ? new HostPlace(parsed.GetValue(port), parsed.GetValue(bind)) : null;
                var request = new UpRun.Request(source, place, parsed.GetValue(artifact), parsed.GetValue(detach), parsed.GetValue(json));
                return new UpRun(directory, request, timings.Read(parsed)).RunAsync(cancel);
            }
        );
        return command;
    }
}
