using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>A gate that refuses whatever it judges.</summary>
/// <param name="Judged">Called before it does.</param>
internal sealed record RefusingSpec(Action? Judged = null) : IGateSpec, IGate
{
    public string Name => "refusing";

    public string Judges => "nothing passes";

    public IGate Create(GateSubject subject, TimeProvider time) => this;

    public Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        Judged?.Invoke();
        return Task.FromResult(Verdict.Fail("nothing passes"));
    }
}

/// <summary>A gate that lets everything pass.</summary>
/// <param name="Judged">Called before it does.</param>
internal sealed record PassingSpec(Action Judged) : IGateSpec, IGate
{
    public string Name => "passing";

    public string Judges => "everything passes";

    public IGate Create(GateSubject subject, TimeProvider time) => this;

    public Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        Judged();
        return Task.FromResult(Verdict.Pass("everything passes"));
    }
}
