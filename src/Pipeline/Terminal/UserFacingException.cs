namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>A failure a person can act on: what happened and where, and what to do about it. Shown without a trace.</summary>
internal class UserFacingException(string what, string remedy, Exception? cause = null) : Exception(what, cause)
{
    public string Remedy { get; } = remedy;

    /// <summary>A right is missing: the same is refused again until somebody grants it.</summary>
    public virtual bool IsForbidden => false;

    public virtual int ExitCode => Terminal.ExitCode.Failed;
}
