using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Access;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// An environment on a cluster: everything it remembers is in its namespace, so that whoever may release there can go on from it.
/// </summary>
internal sealed class ClusterInstallation : IInstallation
{
    private readonly Connection _connection;
    private readonly Lazy<string> _hookLog = new(() =>
        Path.Combine(Directory.CreateTempSubdirectory("malaria-hooks-").FullName, "hooks.log")
    );
    private IReadOnlySet<string> _startable = new HashSet<string>();
    private ConfigMapReleases _releases = null!;

    private ClusterInstallation(KubernetesEnvironment environment, Connection connection, TimeProvider time)
    {
        Environment = environment;
        Time = time;
        _connection = connection;
        Api = new ClusterApi(connection, environment.Namespace);
        Journal = new ConfigMapJournal(Api);
    }

    public KubernetesEnvironment Environment { get; }

    public ClusterApi Api { get; }

    public TimeProvider Time { get; }

    /// <summary>As they were when this was opened, or the lock was taken.</summary>
    public IReleaseStore Releases => _releases;

    public IJournalStore Journal { get; }

    /// <summary>What hooks say is kept on the machine that releases: nothing of theirs is the cluster's business.</summary>
    public HookRunner Hooks =>
        new(_hookLog.Value, new Dictionary<string, string> { ["MALARIA_NAMESPACE"] = Environment.Namespace }, _ => null);

    private ReleaseObjects Objects => new(Api, Environment);

    public static Task<ClusterInstallation> OpenAsync(
        KubernetesEnvironment environment,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => OpenAsync(environment, Connection.Open(time), time, cancellationToken);

    /// <param name="environment">Which.</param>
    /// <param name="connection">The way to its cluster; closed with the installation.</param>
    /// <param name="time">Stamps and measures.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterInstallation> OpenAsync(
        KubernetesEnvironment environment,
        Connection connection,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var installation = new ClusterInstallation(environment, connection, time);
        try
        {
            await installation.WithPermissionAsync(() => installation.ReadAsync(cancellationToken), cancellationToken);
            return installation;
        }
        catch
        {
            installation.Dispose();
            throw;
        }
    }

    public async Task<IReleaseLock> TakeLockAsync(string command, CancellationToken cancellationToken)
    {
        LeaseLock held = null!;
        await WithPermissionAsync(
            async () =>
            {
                var seen = (await Journal.ReadAsync(cancellationToken)).Records is [.., { } last] ? last.Token : 0;
                held = await LeaseLock.TakeAsync(Api, ThisProcess.Owner, command, new ThisProcess(), Time, seen, cancellationToken);
            },
            cancellationToken
        );
        await ReadAsync(cancellationToken);
        return held;
    }

    public Task<LockRecord> ReadLockAsync(CancellationToken cancellationToken) => LeaseLock.ReadAsync(Api, cancellationToken);

    /// <summary>The cluster's own controllers run the slots.</summary>
    public Task<bool> EnsureAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task RequireRightsAsync(CancellationToken cancellationToken) => Permissions.RequireAsync(Api, Environment, cancellationToken);

    /// <summary>What brings data in, for a holder of the lock.</summary>
    public DataJobs Data(long token) => new(Api, Environment, token, Time);

    public ITarget Target(long token) => new KubernetesTarget(Api, Environment, token, Time);

    public async Task<ServingState?> ObserveAsync(CancellationToken cancellationToken)
    {
        await using var observer = new ClusterObserver(Api, Environment, Time);
        var url = Environment.Settings.Ingress is { } ingress
            ? $"https://{ingress.Host}"
            : $"http://{Names.Service}.{Environment.Namespace}.svc";
        return new ServingState(await observer.StateAsync(cancellationToken), url);
    }

    public bool CanStart(Release release) => _startable.Contains(release.Id);

    /// <summary>The image with the settings of the environment.</summary>
    public Task<Candidate> TakeAsync(DeployChoice asked, IProgressLines lines, CancellationToken cancellationToken) =>
        lines.TimeAsync(
            "artifact",
            () => new ImageChoice(this).TakeAsync(asked.Image, cancellationToken),
            found => $"{found.Artifact[..12]} of commit {found.Commit}"
        );

    public Task<IReadOnlyList<Verification.Part>> VerifyAsync(Release release, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Verification.Part>>([Verification.Image(release)]);

    public async Task PruneAsync(int releases, CancellationToken cancellationToken)
    {
        var running = (await ObserveAsync(cancellationToken))!.State.Slots.Select(slot => slot.Release);
        var committed = (await Journal.ReadAsync(cancellationToken)).Committed.Take(releases);
        var wanted = new HashSet<string>(
            [
                .. running,
                .. Releases.All().TakeLast(releases).Select(release => release.Id),
                .. committed.SelectMany(operation => (string?[])[operation.To, operation.From]).OfType<string>(),
            ],
            StringComparer.Ordinal
        );
        // A release that is listed can be started: its record goes together with its settings and Secrets.
        foreach (var release in Releases.All().Select(release => release.Id).Where(id => !wanted.Contains(id)).ToList())
        {
            await _releases.RemoveAsync(release, cancellationToken);
        }
        await Objects.PruneAsync(wanted, cancellationToken);
    }

    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        if (await new Adoption(Api, Environment, Time).RunAsync(_releases, cancellationToken) is not null)
        {
            _startable = await Objects.ReleasesAsync(cancellationToken);
        }
    }

    public string? PlanNote =>
        Api.Jobs == 0 ? null : $"it ran {Api.Jobs} Jobs in namespace {Api.Scope}, which asked the image, and removed them";

    public void Dispose() => _connection.Dispose();

    /// <summary>Who lacks one permission often lacks more: all of them are named at once.</summary>
    private async Task WithPermissionAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act();
        }
        catch (ClusterRefusal refusal) when (refusal.Code == System.Net.HttpStatusCode.Forbidden)
        {
            await Permissions.RequireAsync(Api, Environment, cancellationToken);
            throw;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _releases = await ConfigMapReleases.ReadAsync(Api, cancellationToken);
        _startable = await Objects.ReleasesAsync(cancellationToken);
    }
}

/// <summary>The image a command is about, by its digest. What it was built from it says itself, in the cluster that is to run it.</summary>
internal sealed class ImageChoice(ClusterInstallation installation)
{
    private const string Digest = "@sha256:";

    public async Task<Candidate> TakeAsync(string? image, CancellationToken cancellationToken)
    {
        if (image is null || !ImageName.HasDigest(image))
        {
            throw new UserFacingException(
                image is null
                    ? $"environment {installation.Environment.Name} is on a cluster, and no image is named"
                    : $"'{image}' is not an image with its digest",
                $"Name one: --image {installation.Environment.Settings.Image}@sha256:… (a tag can be moved, so it is not taken)."
            );
        }
        var (commit, schema) = installation.Releases.All().LastOrDefault(release => release.Image == image) is { } known
            ? (known.Commit, known.Schema)
            : await AskAsync(image, cancellationToken);
        return new Candidate(
            image[(image.IndexOf(Digest, StringComparison.Ordinal) + Digest.Length)..],
            commit,
            schema,
            installation.Environment.Settings.Configuration,
            $"Secret {SecretCatalog.Database.Name}",
            image
        );
    }

    private Task<(string Commit, SchemaRange Schema)> AskAsync(string image, CancellationToken cancellationToken) =>
        new ReleaseJobs(installation.Api, installation.Environment, installation.Time).VersionAsync(
            image,
            $"image-{image[^12..]}",
            cancellationToken
        );
}
