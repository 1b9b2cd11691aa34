using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Commands;

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
        var preparation = new DataPreparation(request.Source, chosen.Digest, chosen.Path, configuration, state.Root);
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
