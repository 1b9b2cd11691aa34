namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>What <c>plan</c> and <c>deploy</c> are asked to release.</summary>
/// <param name="Artifact">On one machine: a hash, the beginning of one, or a folder; null builds the checkout.</param>
/// <param name="Image">On a cluster: the repository and the digest.</param>
internal sealed record DeployChoice(string? Artifact, string? Image)
{
    /// <summary>What a plan was made for; the settings are those of now, for the plan to be compared with.</summary>
    public static async Task<Candidate> AsPlannedAsync(
        IInstallation installation,
        ReleasePlan plan,
        IProgressLines lines,
        CancellationToken cancellationToken
    )
    {
        await installation.VerifyArtifactAsync(plan.Release.Artifact, cancellationToken);
        var planned = new DeployChoice(plan.Release.Artifact, plan.Release.Image);
        return await installation.TakeAsync(planned, lines, cancellationToken) with { Tests = plan.Release.Tests };
    }
}

/// <summary>Shows work that is not a step of the release engine: what is done, what came of it, how long it took.</summary>
internal interface IProgressLines
{
    Task<T> TimeAsync<T>(string name, Func<Task<T>> work, Func<T, string> detail);
}
