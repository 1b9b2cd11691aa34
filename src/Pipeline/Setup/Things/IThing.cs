namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>One thing that an environment stands on, outside of this program: it can be looked at, and made what it should be.</summary>
internal interface IThing
{
    /// <summary>What people call it, such as <c>Role malaria-predictor-deployer</c>.</summary>
    string Name { get; }

    /// <summary>Compares what is there with what should be. Changes nothing.</summary>
    Task<Sight> LookAsync(CancellationToken cancellationToken);

    /// <summary>Makes or mends it. Called only after a look has shown that there is something to do; whether it worked, the next look says.</summary>
    /// <exception cref="HeldException">Something that somebody else has to do first.</exception>
    Task MakeAsync(CancellationToken cancellationToken);
}
