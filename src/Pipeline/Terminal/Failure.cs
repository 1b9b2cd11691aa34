namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>A failure a person can act on: what happened and where, and what to do about it. Shown without a trace.</summary>
#pragma warning disable CA1032 // A failure without a remedy is not to be constructed.
internal class Failure(string what, string remedy, Exception? cause = null) : Exception(what, cause)
#pragma warning restore CA1032
{
    public string Remedy { get; } = remedy;

    public virtual int ExitCode => Terminal.ExitCode.Failed;
}
