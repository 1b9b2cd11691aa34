using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>Releases into a stage's cluster from this process: what the commands do, without starting a program for each.</summary>
internal sealed class Deployer(ClusterStage stage)
{
    private static readonly TimeSpan TryFor = TimeSpan.FromMilliseconds(300);
    private readonly RecordingReport _screen = new();

    public string Screen => _screen.Text;

    public ReleasePolicy Policy { get; init; } = MalariaPredictor.Pipeline.Environments.EnvironmentFile.Read(stage.EnvironmentFile).Release;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As <c>deploy --image</c>.</summary>
    /// <param name="image">Of the release.</param>
    /// <param name="after">Called when it has failed, before the lock is released.</param>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<Exception?> DeployAsync(string image, Action? after = null)
    {
        using var installation = await OpenAsync();
        await using var session = await ReleaseSession.OpenAsync(installation, "deploy", _screen.Lines, Policy, Cancel);
        var candidate = await installation.TakeAsync(new DeployChoice(null, image), _screen.Lines, Cancel);
        var failure = await Record.ExceptionAsync(() => new Deployment(installation, session, Policy).RunAsync(candidate, data: null));
        after?.Invoke();
        return failure;
    }

    /// <summary>As <c>resume</c>: its last line.</summary>
    public async Task<string> ResumeAsync()
    {
        using var installation = await OpenAsync();
        return (await Reconciliation.RunAsync(installation, "resume", _screen.Lines, Policy, Cancel)).ToString();
    }

    private Task<ClusterInstallation> OpenAsync()
    {
        Connection connection = stage.Connect(Cluster.DeployerToken, TryFor);
        return ClusterInstallation.OpenAsync(stage.Environment, connection, TimeProvider.System, Cancel);
    }
}
