using MalariaPredictor.Pipeline.Hooks;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Schemas.Forms;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>What an environment file may say of hooks: for each stage a list, run in its order.</summary>
internal static class HookSettings
{
    private static readonly Key<Hook>[] Common =
    [
        Text(
            "name",
            "Its name in the journal; each once in its stage.",
            "a name such as backup",
            "^[a-z][a-z0-9-]*$",
            h => h.Name,
            (h, v) => h with { Name = v },
            required: true
        ),
        Text("run", "A line for /bin/sh.", "a line for /bin/sh", "^(.|\\n)+$", h => h.Run, (h, v) => h with { Run = v }),
        Text(
            "post",
            "The address of a webhook that is posted a JSON object.",
            "an http(s) address without a password",
            "^https?://[^\\s@]+$",
            h => h.Post,
            (h, v) => h with { Post = v }
        ),
        Text(
            "post-from",
            "The environment variable that holds such an address, where that is a secret; with _FILE behind it, the one that names a file that does.",
            "the name of an environment variable",
            "^[A-Z][A-Z0-9_]*$",
            h => h.PostFrom,
            (h, v) => h with { PostFrom = v }
        ),
        new Key<Hook, double>(
            "timeout",
            "Seconds after which it is killed and has failed.",
            new NumberForm(0.1, 3600),
            h => h.Timeout.TotalSeconds,
            (h, v) => h with { Timeout = TimeSpan.FromSeconds(v) }
        ),
    ];

    private static readonly Key<Hook> Failing = new Key<Hook, OnFailure>(
        "on-failure",
        "fail: the release is refused and undone. warn: it goes on, and the failure is told.",
        new WordForm<OnFailure>(("fail", OnFailure.Fail), ("warn", OnFailure.Warn)),
        h => h.OnFailure,
        (h, v) => h with { OnFailure = v }
    );

    public static SectionForm<ReleasePolicy> Section { get; } =
        new(
            At(HookStage.BeforeRelease, "Before anything else of a release.", [.. Common, Failing]),
            At(HookStage.BeforeSwitch, "When the gates have passed; the old slot still serves.", [.. Common, Failing]),
            At(HookStage.AfterSwitch, "When the new slot has the traffic, before it is watched.", [.. Common, Failing]),
            At(HookStage.AfterCommit, "When the release is kept. Nothing is left to refuse: a failure is only told.", Common),
            At(
                HookStage.AfterRollback,
                "When the release before serves again, by command or because the new one was refused. A failure is only told.",
                Common
            )
        );

    private static Key<ReleasePolicy, IReadOnlyList<Hook>> At(HookStage stage, string description, IReadOnlyList<Key<Hook>> keys) =>
        new(
            stage.Word(),
            description,
            new ListForm<Hook>(
                new SectionForm<Hook>(keys) { Check = hook => hook.Objection },
                new Hook { Stage = stage },
                hook => hook.Name
            ),
            policy => [.. policy.HooksAt(stage)],
            (policy, hooks) => policy with { Hooks = [.. policy.Hooks.Where(hook => hook.Stage != stage), .. hooks] }
        );

    private static Key<Hook, string> Text(
        string name,
        string description,
        string takes,
        string pattern,
        Func<Hook, string> get,
        Func<Hook, string, Hook> with,
        bool required = false
    ) => new(name, description, new TextForm(takes, pattern), get, with, required);
}
