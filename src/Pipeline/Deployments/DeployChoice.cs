using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What <c>plan</c> and <c>deploy</c> are about: an artifact for the database of what serves, with the settings of this command's environment; on a cluster, an image with those of the environment.</summary>
internal sealed class DeployChoice(IInstallation installation, IProgressLines lines)
{
    /// <param name="Artifact">A hash, the beginning of one, or a folder; null builds the checkout.</param>
    /// <param name="Image">On a cluster: the repository and the digest.</param>
    public sealed record Asked(string? Artifact, string? Image);

    public async Task<Candidate> TakeAsync(Asked asked, CancellationToken cancellationToken)
    {
        if (installation is ClusterInstallation cluster)
        {
            return await lines.TimeAsync(
                "artifact",
                () => new ImageChoice(cluster).TakeAsync(asked.Image, cancellationToken),
                found => $"{found.Artifact[..12]} of commit {found.Commit}"
            );
        }
        var machine = (Installation)installation;
        var serves = (await machine.LookAsync(cancellationToken))?.State.ActiveSlot?.Release;
        var database = await ServedDatabase.AddressAsync(machine, serves, cancellationToken);
        var chosen = await lines.TimeAsync(
            "artifact",
            () => new ArtifactChoice(machine).TakeAsync(asked.Artifact, cancellationToken),
            found => found.ToString()
        );
        return chosen.With(ServedDatabase.Configure(database));
    }

    /// <summary>The artifact of a plan, as whole as it was then; the settings are those of now, for the plan to be compared with.</summary>
    public async Task<Candidate> AsPlannedAsync(ReleasePlan plan, CancellationToken cancellationToken)
    {
        if (installation is Installation machine)
        {
            await machine.Artifacts.VerifyAsync(plan.Release.Artifact, cancellationToken);
        }
        return await TakeAsync(new Asked(plan.Release.Artifact, plan.Release.Image), cancellationToken) with { Tests = plan.Release.Tests };
    }
}

/// <summary>Shows work that is not a step of the release engine: what is done, what came of it, how long it took.</summary>
internal interface IProgressLines
{
    Task<T> TimeAsync<T>(string name, Func<Task<T>> work, Func<T, string> detail);
}
