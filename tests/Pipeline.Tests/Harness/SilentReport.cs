using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Tests.Harness;

internal sealed class SilentReport : IReleaseReport
{
    public void Recovering(Operation operation) { }

    public void Begins(IReleaseStep step) { }

    public void Done(IReleaseStep step, string detail) { }

    public void Failed(IReleaseStep step, string reason) { }

    public void Compensated(Operation operation, string? serves) { }
}
