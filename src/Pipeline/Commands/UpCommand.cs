using System.CommandLine;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

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
                "Forecast from this file of observations (CHAP CSV). Without it: from the file that was given before, else from "
                + "a simulated country.",
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
        var sources = new Option<string?>("--sources")
        {
            Description =
                "Fetch from the services that this file names (malaria-predictor sources example), with their keys in variables such as "
                + "ERA5_API_KEY_FILE or DHIS2_TOKEN_FILE.",
            HelpName = "YAML",
        };
        sources.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null || result.GetResult(hierarchy) is not null)
            {
                result.AddError("--sources does not go with --data or --hierarchy: DHIS2 brings places, boundaries and regions.");
            }
        });
        var database = new Option<string?>("--database")
        {
            Description =
                "Keep everything in this database: postgres://user@host:5432/name, its password in DATABASE_PASSWORD or "
                + "DATABASE_PASSWORD_FILE. Without it DATABASE_URL, where that names a server; else an SQLite file for each "
                + "source of data.",
            HelpName = "URL",
        };
        var newDatabase = new Option<bool>("--new-database")
        {
            Description = "Begin a new database where --data names another file than the one that is served.",
        };
        var simulated = new Option<bool>("--simulated") { Description = "Go back from a file of observations to the simulated country." };
        simulated.Validators.Add(result =>
        {
            if (!result.Implicit && (result.GetResult(data) is not null || result.GetResult(sources) is not null))
            {
                result.AddError("--simulated does not go with --data or --sources.");
            }
        });
        var artifact = SharedOptions.Artifact("Use this artifact");
        var detach = new Option<bool>("--detach", "-d") { Description = "Leave it running and return." };
        var timings = new ReleaseOptions();
        var command = new Command(
            "up",
            """
            Do everything from a fresh clone to served forecasts: build, database, data, model, forecasts, release.
            Run it again to resume: finished work is skipped, changes are released without a dropped request. Ctrl-C stops the service.

            Examples:
              ./pipeline up
              ./pipeline up --detach
              ./pipeline up --data observations.csv --boundaries districts.geojson
              ./pipeline up --data observations.csv --hierarchy hierarchy.csv
              ./pipeline up --sources sources.yaml
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
            sources,
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
                    : parsed.GetValue(sources) is { } services ? DataSource.Fetched(directory, services)
                    : known is not null && !parsed.GetValue(simulated) ? known.Again(directory, parsed.GetValue(boundaries))
                    : DataSource.Simulated(directory)
                ).Under(parsed.GetValue(hierarchy));
                if (
                    DatabaseAddress.Read(parsed.GetValue(database), Environment.GetEnvironmentVariable, directory) is { } named
                    && (named.IsServer || parsed.GetValue(database) is not null)
                )
                {
                    source = source.In(named, directory);
                }
                else if (parsed.GetValue(data) is null && parsed.GetValue(sources) is null && known is not null && !source.IsSimulated)
                {
                    source = known.Database == source.Database.Url ? source : source.In(new DatabaseAddress(known.Database), directory);
                }
                else if (!parsed.GetValue(newDatabase) && !source.IsSimulated)
                {
                    known?.RequireSame(source);
                }
                if (source.IsFetched)
                {
                    // As if it had been set: the service fetches from the same file, and remembers it.
                    Environment.SetEnvironmentVariable("SOURCES_FILE", source.File);
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

/// <summary>One run of <c>up</c>.</summary>
internal sealed class UpRun(StateDirectory state, UpRun.Request request, ReleasePolicy policy)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly IAnsiConsole _screen = Screen.Create(request.Json);

    public sealed record Request(DataSource Source, HostPlace? Place, string? Artifact, bool Detach, bool Json);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var installation = new Installation(state, _time) { Place = request.Place };
        var startedHost = false;
        int code;
        try
        {
            code = await Announcement.OrFailureAsync(
                installation,
                _screen,
                request.Json,
                () => ReleaseAsync(installation, started => startedHost = started, cancellationToken)
            );
        }
        catch (Exception) when (startedHost)
        {
            // A host that this run started and that came to serve nothing is of no use to anyone.
            if (await installation.Host.StatusAsync(CancellationToken.None) is { ActiveSlot: null } || !request.Detach)
            {
                await Shutdown.RunAsync(installation, CancellationToken.None);
            }
            throw;
        }
        return request.Detach ? code : await new Foreground(installation, _screen).StayAsync(cancellationToken);
    }

    private async Task<int> ReleaseAsync(Installation installation, Action<bool> started, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var lines = new StepLines(_screen, _time);
        await using var session = await ReleaseSession.OpenAsync(installation, "up", lines, policy, cancellationToken);
        started(session.StartedHost);
        var chosen = await lines.TimeAsync(
            "artifact",
            () => new ArtifactChoice(installation).TakeAsync(request.Artifact, session.Cancel),
            found => found.ToString()
        );
        var configuration = ServedDatabase.Configure(request.Source.Database);
        var candidate = chosen.With(configuration);
        var preparation = new DataPreparation(
            request.Source,
            chosen.Digest,
            chosen.Path,
            configuration,
            state.Root,
            new KeptSettings(state).Read()
        );
        var deployment = new Deployment(installation, session, policy);

        var before = (await installation.Host.StatusAsync(session.Cancel))?.ActiveSlot?.Release;
        var needsData = await preparation.IsNeededAsync(session.Cancel);
        var outcome =
            !needsData && await deployment.IsServedAsync(candidate) ? "already-serving"
            : before is not null && await deployment.WasRolledBackAsync(candidate) ? "held"
            : "deployed";
        var operation =
            outcome == "deployed"
                ? await deployment.RunAsync(candidate, needsData ? new DataStep(request.Source, preparation, _time) : null)
                : null;
        KnownSource.Remember(request.Source, state);
        var facts = new Announcement.Facts(
            outcome,
            before,
            _time.GetElapsedTime(began),
            operation?.Steps ?? [],
            request.Json,
            operation?.Id
        );
        await Announcement.ShowAsync(installation, _screen, facts, cancellationToken);
        return outcome == "held" ? ExitCode.HeldByGate : ExitCode.Done;
    }
}

/// <summary>
/// <c>up</c> without <c>--detach</c>: says when something changes, brings a host back that was killed, and ends everything on Ctrl-C.
/// </summary>
internal sealed class Foreground(Installation installation, IAnsiConsole screen)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task<int> StayAsync(CancellationToken cancellationToken)
    {
        screen.WriteLine("Ctrl-C stops it.");
        try
        {
            string? shown = null;
            while (true)
            {
                if (await LineAsync(cancellationToken) is not { } line)
                {
                    return await StoppedElsewhereAsync();
                }
                if (shown is not null && line != shown)
                {
                    screen.WriteLine(line);
                }
                shown = line;
                await Task.Delay(Look, installation.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var what in await Shutdown.RunAsync(installation, CancellationToken.None))
            {
                screen.WriteLine("Stopped " + what);
            }
            return ExitCode.Done;
        }
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        if (await installation.Host.StatusAsync(cancellationToken) is not { } status)
        {
            if (!DiedByItself())
            {
                return null;
            }
            (status, _) = await installation.Launcher.EnsureAsync(null, cancellationToken);
        }
        return status.ActiveSlot is not { } slot ? "no release serves"
            : slot.Condition == SlotCondition.Ready ? $"release {slot.Release} serves from slot {slot.Name}"
            : $"release {slot.Release} in slot {slot.Name}: {slot.Reason}";
    }

    /// <summary>A host that was told to stop is not brought back: its last word in the lock is the command that stopped it.</summary>
    private bool DiedByItself() => ReleaseLock.Read(installation.State.Lock).Command != "down";

    private Task<int> StoppedElsewhereAsync()
    {
        screen.WriteLine("It was stopped by ./pipeline down.");
        return Task.FromResult(ExitCode.Done);
    }
}
