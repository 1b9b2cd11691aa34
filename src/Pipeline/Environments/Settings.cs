using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Schemas.Forms;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>Everything an environment file may say. What only some environments need is a section of its own, in a file of its own.</summary>
internal static class Settings
{
    private const double Hour = 3600;

    private static readonly SectionForm<ReleaseTimings> Timings = new(
        Seconds("ready", "Seconds that a started slot may take to be ready.", t => t.Ready, (t, v) => t with { Ready = v }),
        Seconds(
            "verify",
            "Seconds that a gate may hold before the release is rolled back.",
            t => t.Verify,
            (t, v) => t with { Verify = v }
        ),
        Seconds(
            "watch",
            "Seconds for which the new slot is watched under traffic before it is kept.",
            t => t.Watch,
            (t, v) => t with { Watch = v }
        ),
        Seconds("drain", "Seconds that the old slot's requests in flight are waited for.", t => t.Retire, (t, v) => t with { Retire = v })
    );

    private static readonly SectionForm<ReleasePolicy> Keep = new(
        new Key<ReleasePolicy, double>(
            "releases",
            "The newest releases whose artifacts are kept; what runs is always kept.",
            new NumberForm(2, 1000, whole: true),
            p => p.KeptReleases,
            (p, v) => p with { KeptReleases = (int)v }
        )
    );

    public static SectionForm<EnvironmentSettings> File { get; } =
        new(
            Release(
                "strategy",
                "blue-green: all traffic at once, the old slot stays warm. rolling: instance by instance, with one more than usual at a time. Of one machine; a cluster has its own.",
                new WordForm<Strategy>(("blue-green", Strategy.BlueGreen), ("rolling", Strategy.Rolling)),
                p => p.Strategy,
                (p, v) => p with { Strategy = v }
            ),
            Release(
                "instances",
                "How many processes of a release serve side by side on this machine.",
                new NumberForm(1, 32, whole: true),
                p => p.Instances,
                (p, v) => p with { Instances = (int)v }
            ),
            Release("timings", "How long a release waits for what.", Timings, p => p.Timings, (p, v) => p with { Timings = v }),
            Release("gates", "What judges a release, and where each draws its line.", GateSettings.Section, p => p, (_, v) => v),
            Release("hooks", "What of yours runs beside a release.", HookSettings.Section, p => p, (_, v) => v),
            Release(
                "backup",
                "Whether the database is backed up before a release's migrations change its schema; a backup that fails refuses the release.",
                new WordForm<bool>(("before-migration", true), ("never", false)),
                p => p.BacksUp,
                (p, v) => p with { BacksUp = v }
            ),
            Release("keep", "What is kept for going back.", Keep, p => p, (_, v) => v),
            new Key<EnvironmentSettings, KubernetesSettings?>(
                KubernetesSection.Key,
                "The cluster that the environment is on; one machine where this is left out.",
                new RecordForm<KubernetesSettings>(),
                e => e.Kubernetes,
                (e, v) => e with { Kubernetes = v }
            )
        )
        {
            Check = e =>
                e is { Release.BacksUp: true, Kubernetes: { Backups: null } }
                    ? "needs a volume for the backups before migrations (kubernetes.backups), or backup: never where the database is backed up otherwise"
                    : null,
        };

    private static Key<ReleaseTimings, double> Seconds(
        string name,
        string description,
        Func<ReleaseTimings, TimeSpan> get,
        Func<ReleaseTimings, TimeSpan, ReleaseTimings> with
    ) => new(name, description, new NumberForm(0, Hour), t => get(t).TotalSeconds, (t, value) => with(t, TimeSpan.FromSeconds(value)));

    private static Key<EnvironmentSettings, T> Release<T>(
        string name,
        string description,
        Form<T> form,
        Func<ReleasePolicy, T> get,
        Func<ReleasePolicy, T, ReleasePolicy> with
    ) => new(name, description, form, e => get(e.Release), (e, value) => e with { Release = with(e.Release, value) });
}
