using System.ComponentModel;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>A command or a webhook of the user's that is run beside a release.</summary>
internal record Hook : INamedSetting, ICheckedSetting
{
    [JsonIgnore]
    public HookStage Stage { get; init; }

    [Description("Its name in the journal; each once in its stage.")]
    [TextForm("a name such as backup", "^[a-z][a-z0-9-]*$")]
    public required string Name { get; init; }

    [Description("A line for /bin/sh.")]
    [TextForm("a line for /bin/sh (true, or a number, in quotes)", "^(.|\\n)+$")]
    public string Run { get; init; } = "";

    [Description("The address of a webhook that is posted a JSON object.")]
    [TextForm("an http(s) address without a password", "^https?://[^\\s@]+$")]
    public string Post { get; init; } = "";

    [Description(
        "The environment variable that holds such an address, where that is a secret; with _FILE behind it, the one that names "
            + "a file that does."
    )]
    [TextForm("the name of an environment variable", "^[A-Z][A-Z0-9_]*$")]
    [JsonPropertyName("post-from")]
    public string PostFrom { get; init; } = "";

    [Description("Seconds after which it is killed and has failed.")]
    [Seconds(0.1, 3600)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    [JsonIgnore]
    public OnFailure OnFailure { get; init; } = OnFailure.Fail;

    /// <summary>As the journal names its step.</summary>
    [JsonIgnore]
    public string Step => $"hook {Stage.Word()} {Name}";

    /// <summary>Once a release is committed, or undone, there is nothing left that a hook could refuse.</summary>
    [JsonIgnore]
    public bool MayRefuse => OnFailure == OnFailure.Fail && Stage is not (HookStage.AfterCommit or HookStage.AfterRollback);

    [JsonIgnore]
    public string? Objection =>
        ((string[])[Run, Post, PostFrom]).Count(way => way.Length > 0) == 1 ? null : "needs exactly one of run, post and post-from";
}

/// <summary>A hook at a stage at which a release can still be refused.</summary>
internal sealed record RefusingHook : Hook
{
    [Description("fail: the release is refused and undone. warn: it goes on, and the failure is reported.")]
    [JsonPropertyName("on-failure")]
    public OnFailure Failing
    {
        get => OnFailure;
        init => OnFailure = value;
    }
}

/// <summary>What becomes of a release whose hook fails.</summary>
internal enum OnFailure
{
    /// <summary>It is refused, and undone.</summary>
    Fail,

    /// <summary>It goes on; the failure is shown and journaled.</summary>
    Warn,
}

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
