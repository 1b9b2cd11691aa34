namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Told of an operation's progress; must not fail.</summary>
internal interface IReleaseReport
{
    /// <summary>An operation is written down and about to be carried out.</summary>
    void Began(Operation operation) { }

    void Recovering(Operation operation);

    void Begins(IReleaseStep step);

    /// <summary>A step goes on for long; this is how far it is.</summary>
    void Progress(IReleaseStep step, string state) { }

    void Done(IReleaseStep step, string detail);

    void Failed(IReleaseStep step, string reason);

    /// <param name="operation">What was undone, as far as that is possible.</param>
    /// <param name="serves">The release that serves now; null for none.</param>
    void Compensated(Operation operation, string? serves);
}
