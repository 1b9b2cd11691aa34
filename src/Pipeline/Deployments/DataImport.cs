using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Parcels;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Releases.Engine;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What <c>data import</c> is asked to bring into an environment.</summary>
/// <param name="Observations">A file; null for none.</param>
/// <param name="Sources">Fetch from the configured sources instead.</param>
internal sealed record DataRequest(string? Observations, bool Sources)
{
    public string? Boundaries { get; init; }

    public string? Hierarchy { get; init; }

    public string? Mapping { get; init; }

    public IReadOnlyList<string> Sheets { get; init; } = [];

    public IReadOnlyList<string> Files => [.. ((string?[])[Observations, Boundaries, Hierarchy, Mapping]).OfType<string>()];

    /// <summary>The backend's command line, by the names that the files have in the parcel.</summary>
    public IReadOnlyList<string> Arguments =>
        Sources
            ? ["sources", "fetch", "--no-forecast"]
            :
            [
                "import",
                .. Observations is null ? [] : (string[])[NameOf(Observations)],
                .. Named("--boundaries", Boundaries),
                .. Named("--hierarchy", Hierarchy),
                .. Named("--mapping", Mapping),
                .. Sheets.SelectMany(sheet => (string[])["--sheet", sheet]),
                "--parcel",
                DataManifests.PartsFolder,
            ];

    private static string[] Named(string option, string? file) => file is null ? [] : [option, NameOf(file)];

    /// <summary>What begins with a hyphen or an @ would be read as something else than a file.</summary>
    private static string NameOf(string file) => Path.GetFileName(file) is ['-' or '@', ..] name ? "./" + name : Path.GetFileName(file);
}

/// <summary>
/// From an empty database on a cluster to stored forecasts: migrate as a release does, import, train, forecast, each a Job. Nothing of it
/// is to be undone: each is whole or has not happened, and the same again stores nothing twice.
/// </summary>
internal sealed class DataImport(ClusterInstallation installation, ReleasePolicy policy, DataRequest request, Parcel? parcel)
{
    private const string Again = "Then run the same command again: what is stored stays, and is not stored twice.";

    /// <summary>The image that is named, or else the one that serves.</summary>
    public async Task<Candidate> TakeAsync(string? image, IProgressLines lines, CancellationToken cancellationToken)
    {
        var serves = image is null ? (await installation.ObserveAsync(cancellationToken))?.State.ActiveSlot?.Release : null;
        var serving = serves is null ? null : installation.Releases.Find(serves)?.Image;
        return await installation.TakeAsync(new DeployChoice(null, image ?? serving), lines, cancellationToken);
    }

    /// <summary>What would be done, step by step. Asks the database only where a release serves, as every plan does.</summary>
    public async Task<IReadOnlyList<DataImportPart>> PlanAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        await using var target = installation.Target(token: 0);
        var context = await ContextAsync(target, candidate, token: 0, cancellationToken);
        var outlook = context.From is { } serving ? await DatabaseOutlook.OfAsync(target, context.To, serving, cancellationToken) : null;
        return
        [
            .. Steps(context with { Outlook = outlook }, token: 0, report: null).Select(step => new DataImportPart(step.Name, step.Intent)),
        ];
    }

    /// <param name="session">Holds the lock.</param>
    /// <param name="candidate">Whose image does the work.</param>
    /// <param name="report">Receives the progress.</param>
    /// <param name="done">Receives each part that is done.</param>
    public async Task RunAsync(ReleaseSession session, Candidate candidate, IReleaseReport report, ICollection<DataImportPart> done)
    {
        await installation.RequireRightsAsync(session.Cancel);
        try
        {
            var context = await ContextAsync(session.Target, candidate, session.Token, session.Cancel);
            var outlook = await DatabaseOutlook.OfAsync(session.Target, context.To, context.To, session.Cancel);
            foreach (var step in Steps(context with { Outlook = outlook }, session.Token, report))
            {
                session.Cancel.ThrowIfCancellationRequested();
                var began = installation.Time.GetTimestamp();
                report.Begins(step);
                var detail = await ActAsync(step, report, done, session.Cancel);
                report.Done(step, detail);
                done.Add(new(step.Name, detail, Math.Round(installation.Time.GetElapsedTime(began).TotalSeconds, 3)));
            }
        }
        catch (OperationCanceledException) when (session.IsLost)
        {
            throw new LockLostException("another command");
        }
        finally
        {
            await installation.Data(session.Token).ClearAsync();
        }
    }

    private static async Task<string> ActAsync(
        IReleaseStep step,
        IReleaseReport report,
        IEnumerable<DataImportPart> done,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await step.ActAsync(cancellationToken);
        }
        catch (UserFacingException failure) when (failure is not LockLostException)
        {
            report.Failed(step, failure.Message);
            string[] stored = [.. done.Select(part => part.Step).Where(DataSteps.Stores)];
            throw new DataImportException(
                $"{failure.Message}\n  Stored so far: {(stored.Length == 0 ? "nothing" : string.Join(", ", stored))}.",
                $"{failure.Remedy} {Again}",
                failure
            );
        }
    }

    /// <summary>As a deployment of the same image, which is never stored and never starts.</summary>
    private async Task<StepContext> ContextAsync(ITarget target, Candidate candidate, long token, CancellationToken cancellationToken)
    {
        var state = await target.ObserveAsync(cancellationToken);
        var release = candidate.As(DataJobs.NameOf(token), installation.Time.GetUtcNow());
        var operation = DeployPlan.Of(state, release.Id, token, policy, withData: true) with
        {
            Steps = [StepNames.Preflight, .. policy.BacksUp ? [StepNames.Backup] : (string[])[], StepNames.Migrate],
        };
        return StepContext.For(operation, release, installation.Releases, target, policy, installation.Hooks, installation.Time);
    }

    private IEnumerable<IReleaseStep> Steps(StepContext context, long token, IReleaseReport? report)
    {
        foreach (var step in Plan.Steps(context))
        {
            yield return step;
        }
        var jobs = installation.Data(token);
        if (parcel is not null)
        {
            yield return new ChoreStep(
                DataSteps.Send,
                $"send {parcel}",
                async (progress, cancellationToken) =>
                {
                    await jobs.SendAsync(parcel, progress, cancellationToken);
                    return parcel.ToString();
                },
                report
            );
        }
        foreach (var chore in Chores())
        {
            yield return new ChoreStep(
                chore.Name["data-".Length..],
                $"run malaria-predictor {string.Join(' ', chore.Arguments)} as a Job of image {context.To.Image}",
                async (progress, cancellationToken) => Summary(await jobs.RunAsync(context.To, chore, progress, cancellationToken)),
                report
            );
        }
    }

    private IEnumerable<DataChore> Chores()
    {
        yield return request.Sources
            ? new(
                "data-fetch",
                request.Arguments,
                "fetching from the sources",
                "Correct what the log names; what was fetched whole is kept."
            )
            {
                Outside = true,
            }
            : new(
                "data-import",
                request.Arguments,
                $"importing {string.Join(" and ", request.Files.Select(Path.GetFileName))}",
                "Nothing of the files was stored: an import stores all or nothing. Correct what the log names."
            )
            {
                Parcel = parcel,
            };
        yield return new("data-train", ["train"], "training", "The data are stored. Correct what the log names.");
        yield return new("data-forecast", ["forecast"], "forecasting", "Data and model are stored. Correct what the log names.");
    }

    /// <summary>What a command of the backend says in the end; its warnings below, a line each.</summary>
    private static string Summary(string log)
    {
        const int Most = 4;
        string[] lines = [.. log.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        var warnings = lines.Where(IsWarning);
        return string.Join("\n  ", [string.Join(' ', lines.Where(line => !IsWarning(line)).TakeLast(Most)), .. warnings]);

        static bool IsWarning(string line) => line.StartsWith("warning:", StringComparison.Ordinal);
    }

    private sealed class ChoreStep(
        string name,
        string intent,
        Func<Action<string>, CancellationToken, Task<string>> act,
        IReleaseReport? report
    ) : IReleaseStep
    {
        public string Name => name;

        public string Intent => intent;

        public Task<bool> IsDoneAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<string> ActAsync(CancellationToken cancellationToken) => act(state => report?.Progress(this, state), cancellationToken);

        public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The steps of a data import besides those of a release.</summary>
internal static class DataSteps
{
    public const string Send = "send";

    /// <summary>True for a step after which something stays.</summary>
    public static bool Stores(string step) => step is not (StepNames.Preflight or StepNames.Backup or Send);
}

/// <summary>A data import ended half-way: what has come of it until then is part of the message.</summary>
internal sealed class DataImportException(string what, string remedy, UserFacingException cause) : UserFacingException(what, remedy, cause)
{
    /// <summary>What the program itself holds, by a gate of its own, is held here too.</summary>
    public override int ExitCode =>
        cause is JobFailedException { Code: Terminal.ExitCode.HeldByGate } ? Terminal.ExitCode.HeldByGate : cause.ExitCode;
}

/// <summary>What <c>data import --json</c> prints.</summary>
/// <param name="Outcome">planned, imported or failed.</param>
/// <param name="Environment">Its name.</param>
/// <param name="Namespace">On the cluster.</param>
/// <param name="Image">Whose program did it; null where it was not found out.</param>
/// <param name="Serves">The release that serves; null for none.</param>
/// <param name="Steps">What was done, or will be.</param>
/// <param name="Seconds">It took.</param>
/// <param name="Failure">Why it ended before its end.</param>
internal sealed record DataImportResult(
    string Outcome,
    string Environment,
    string Namespace,
    string? Image,
    string? Serves,
    IReadOnlyList<DataImportPart> Steps,
    double Seconds,
    string? Failure = null
);

/// <param name="Step">Its name.</param>
/// <param name="Detail">What came of it, or what it will do.</param>
/// <param name="Seconds">It took; 0 in a plan.</param>
internal sealed record DataImportPart(string Step, string Detail, double Seconds = 0);
