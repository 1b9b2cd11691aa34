namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Told of an operation's progress; must not fail.</summary>
internal interface IReleaseReport
{
    void Recovering(Operation operation);

    void Begins(IReleaseStep step);

    void Done(IReleaseStep step, string detail);

    void Failed(IReleaseStep step, string reason);

    void Compensated(Operation operation);
}
