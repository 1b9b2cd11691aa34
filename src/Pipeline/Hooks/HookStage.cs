namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>When a hook runs.</summary>
internal enum HookStage
{
    /// <summary>Before anything else of a release.</summary>
    BeforeRelease,

    /// <summary>The gates have passed; the old slot still serves.</summary>
    BeforeSwitch,

    /// <summary>The new slot serves and is about to be watched.</summary>
    AfterSwitch,

    /// <summary>The release is kept.</summary>
    AfterCommit,

    /// <summary>The release before serves again, by command or because the new one was refused.</summary>
    AfterRollback,
}

internal static class HookStages
{
    /// <summary>As environment files, steps and hooks' environments name it.</summary>
    public static string Word(this HookStage stage) =>
        stage switch
        {
            HookStage.BeforeRelease => "before-release",
            HookStage.BeforeSwitch => "before-switch",
            HookStage.AfterSwitch => "after-switch",
            HookStage.AfterCommit => "after-commit",
            _ => "after-rollback",
        };
}
