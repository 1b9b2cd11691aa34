using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Resources;

/// <summary>One resource that an environment stands on, outside of this program: it can be looked at, and made what it should be.</summary>
internal interface IResource
{
    /// <summary>What people call it, such as <c>Role malaria-predictor-deployer</c>.</summary>
    string Name { get; }

    /// <summary>Compares what is there with what should be. Changes nothing.</summary>
    Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates or fixes it. Called only after a look has shown that there is something to do; whether it worked, the next look says.
    /// </summary>
    /// <exception cref="HeldException">Something that somebody else has to do first.</exception>
    Task MakeAsync(CancellationToken cancellationToken);
}

/// <summary>How a resource differs from what it should be.</summary>
internal enum Drift
{
    AsWanted,
    Missing,
    Differs,

    /// <summary>Neither created nor fixed without a person: a value is to be supplied, or somebody else owns it.</summary>
    Held,

    /// <summary>Not there, and not needed.</summary>
    LeftOut,
}

/// <summary>What a look at a resource has shown.</summary>
/// <param name="Drift">The result.</param>
/// <param name="Details">Where it differs, or why it is held; never a secret's value.</param>
internal sealed record ResourceStatus(Drift Drift, IReadOnlyList<string> Details)
{
    public static ResourceStatus AsWanted { get; } = new(Drift.AsWanted, []);

    public bool ToDo => Drift is Drift.Missing or Drift.Differs;

    public static ResourceStatus Missing(params IReadOnlyList<string> details) => new(Drift.Missing, details);

    public static ResourceStatus Differs(IReadOnlyList<string> details) => new(Drift.Differs, details);

    public static ResourceStatus Held(params IReadOnlyList<string> details) => new(Drift.Held, details);

    public static ResourceStatus LeftOut(string reason) => new(Drift.LeftOut, [reason]);
}

/// <summary>A resource cannot be made yet, for want of something else. What does not need it goes on.</summary>
internal sealed class HeldException(string what, string remedy) : UserFacingException(what, remedy);
