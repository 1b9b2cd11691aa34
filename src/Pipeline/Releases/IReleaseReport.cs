namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Told of an operation's progress; must not fail.</summary>
internal interface IReleaseReport
{
    /// <summary>An operation is written down and about to be carried out.</summary>
    void Began(Operation operation) { }

    void Recovering(Operation operation);

    void Begins(IReleaseStep step);

    void Done(IReleaseStep step, string detail);

    void Failed(IReleaseStep step, string reason);

    void Compensated(Operation operation);
}
