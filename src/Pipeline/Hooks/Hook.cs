namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>Something of the user's that is run beside a release: a command, or a webhook.</summary>
internal sealed record Hook
{
    public HookStage Stage { get; init; }

    public string Name { get; init; } = "";

    /// <summary>A line for <c>/bin/sh</c>; empty for a webhook.</summary>
    public string Run { get; init; } = "";

    /// <summary>The webhook's address.</summary>
    public string Post { get; init; } = "";

    /// <summary>The environment variable that holds the address, where that is a secret; with _FILE the name of the file that does.</summary>
    public string PostFrom { get; init; } = "";

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public OnFailure OnFailure { get; init; } = OnFailure.Fail;

    /// <summary>As the journal names its step.</summary>
    public string Step => $"hook {Stage.Word()} {Name}";

    /// <summary>Once a release is committed, or undone, there is nothing left that a hook could refuse.</summary>
    public bool MayRefuse => OnFailure == OnFailure.Fail && Stage is not (HookStage.AfterCommit or HookStage.AfterRollback);

    public string? Objection =>
        ((string[])[Run, Post, PostFrom]).Count(way => way.Length > 0) == 1 ? null : "needs exactly one of run, post and post-from";
}

/// <summary>What becomes of a release whose hook fails.</summary>
internal enum OnFailure
{
    /// <summary>It is refused, and undone.</summary>
    Fail,

    /// <summary>It goes on; the failure is shown and journaled.</summary>
    Warn,
}
