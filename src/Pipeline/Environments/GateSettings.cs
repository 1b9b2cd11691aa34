using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Gates.Prometheus;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Schemas.Forms;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>What an environment file may say of gates: which, in which order, with which limits.</summary>
internal static class GateSettings
{
    private static readonly Choice<IGateSpec> Version = new Choice<IGateSpec, VersionSpec>(
        "version",
        "The slot reports exactly its release and commit.",
        new VersionSpec(),
        new SectionForm<VersionSpec>()
    );

    private static readonly Choice<IGateSpec> Forecasts = new Choice<IGateSpec, ForecastSpec>(
        "forecasts",
        "The forecasts of every location are finite, monotone and not negative.",
        new ForecastSpec(),
        new SectionForm<ForecastSpec>()
    );

    private static readonly Choice<IGateSpec> Replay = new Choice<IGateSpec, ReplaySpec>(
        "replay",
        "The new slot answers as the old one does; with the same model its forecasts are identical.",
        new ReplaySpec(),
        new SectionForm<ReplaySpec>(
            Count<ReplaySpec>(
                "requests",
                "How many of the requests seen lately are replayed on both slots, besides the built-in sample.",
                0,
                512,
                g => g.Requests,
                (g, v) => g with { Requests = v }
            )
        )
    );

    private static readonly Choice<IGateSpec> Latency = new Choice<IGateSpec, LatencySpec>(
        "latency",
        "The new slot is not slower than the old one in the same minute.",
        new LatencySpec(),
        new SectionForm<LatencySpec>(
            Count<LatencySpec>(
                "requests",
                "Requests to each slot that its latency is measured by.",
                5,
                1000,
                g => g.Requests,
                (g, v) => g with { Requests = v }
            ),
            Limit<LatencySpec>(
                "ratio",
                "The new slot may take so many times as long as the old one.",
                1,
                100,
                g => g.Ratio,
                (g, v) => g with { Ratio = v }
            ),
            Limit<LatencySpec>(
                "floor",
                "Milliseconds by which the new slot must be slower at least to be called slower.",
                0,
                60_000,
                g => g.FloorMilliseconds,
                (g, v) => g with { FloorMilliseconds = v }
            )
        )
    );

    private static readonly Choice<IGateSpec> Traffic = new Choice<IGateSpec, TrafficSpec>(
        "traffic",
        "Errors and latency of the requests after the switch, by the router's own counters.",
        new TrafficSpec(),
        new SectionForm<TrafficSpec>(
            Count<TrafficSpec>(
                "errors",
                "Fewer errors than these may be anyone's.",
                1,
                1_000_000,
                g => g.Errors,
                (g, v) => g with { Errors = v }
            ),
            Limit<TrafficSpec>(
                "share",
                "The largest share of the requests that may fail.",
                0,
                1,
                g => g.Share,
                (g, v) => g with { Share = v }
            ),
            Limit<TrafficSpec>(
                "p95",
                "Milliseconds within which 95 % of the requests must be answered.",
                1,
                600_000,
                g => g.P95Milliseconds,
                (g, v) => g with { P95Milliseconds = v }
            ),
            Count<TrafficSpec>(
                "requests",
                "Fewer requests than these prove nothing; the gate asks the sample until there are so many.",
                1,
                1_000_000,
                g => g.Requests,
                (g, v) => g with { Requests = v }
            )
        )
    );

    private static readonly Choice<IGateSpec> Prometheus = new Choice<IGateSpec, PrometheusSpec>(
        "prometheus",
        "What a Prometheus server answers to a query lies between limits. No series, NaN, an error and silence hold.",
        new PrometheusSpec(),
        new SectionForm<PrometheusSpec>(
            Text(
                "name",
                "The gate's name in verdicts; each once.",
                new TextForm("a name such as error-ratio", "^[a-z][a-z0-9-]*$"),
                g => g.Name,
                (g, v) => g with { Name = v }
            ),
            Text(
                "url",
                "The server's address, with its prefix where it has one.",
                new TextForm("an http(s) address without a password", "^https?://[^\\s@?#]+$"),
                g => g.Url,
                (g, v) => g with { Url = v },
                required: true
            ),
            Text(
                "query",
                "PromQL. ${release}, ${commit} and ${slot} stand for those of the new slot.",
                new TextForm("a query"),
                g => g.Query,
                (g, v) => g with { Query = v },
                required: true
            ),
            Limit<PrometheusSpec>(
                "max",
                "The most that any value may be.",
                double.MinValue,
                double.MaxValue,
                g => g.Max,
                (g, v) => g with { Max = v }
            ),
            Limit<PrometheusSpec>(
                "min",
                "The least that any value may be.",
                double.MinValue,
                double.MaxValue,
                g => g.Min,
                (g, v) => g with { Min = v }
            ),
            Span(
                "window",
                "Seconds until now of which every value is judged (a range query); 0: only the value of this moment.",
                0,
                86_400,
                g => g.Window,
                (g, v) => g with { Window = v }
            ),
            Span("step", "Seconds between the values of a window.", 0.1, 3600, g => g.Step, (g, v) => g with { Step = v }),
            Span("timeout", "Seconds that the server may take to answer.", 0.1, 300, g => g.Timeout, (g, v) => g with { Timeout = v }),
            Text(
                "token-from",
                "The environment variable that holds the bearer token; with _FILE behind it, the one that names a file that does.",
                new TextForm("the name of an environment variable", "^[A-Z][A-Z0-9_]*$"),
                g => g.TokenFrom,
                (g, v) => g with { TokenFrom = v }
            )
        )
        {
            Check = gate => gate.Objection,
        },
        bare: false
    );

    public static SectionForm<ReleasePolicy> Section { get; } =
        new(
            new Key<ReleasePolicy, IReadOnlyList<IGateSpec>>(
                "before",
                "The gates before the switch, one after the other: while they judge, the old slot serves.",
                Gates(Version, Forecasts, Replay, Latency, Prometheus),
                p => p.Before,
                (p, v) => p with { Before = v }
            ),
            new Key<ReleasePolicy, IReadOnlyList<IGateSpec>>(
                "after",
                "The gates after the switch, all at once while the slot is watched.",
                Gates(Traffic, Version, Forecasts, Prometheus),
                p => p.After,
                (p, v) => p with { After = v }
            )
        );

    private static ListForm<IGateSpec> Gates(params IReadOnlyList<Choice<IGateSpec>> choices) =>
        new(new ChoiceForm<IGateSpec>(choices), new VersionSpec(), gate => gate.Name);

    private static Key<PrometheusSpec, string> Text(
        string name,
        string description,
        TextForm form,
        Func<PrometheusSpec, string> get,
        Func<PrometheusSpec, string, PrometheusSpec> with,
        bool required = false
    ) => new(name, description, form, get, with, required);

    private static Key<PrometheusSpec, double> Span(
        string name,
        string description,
        double minimum,
        double maximum,
        Func<PrometheusSpec, TimeSpan> get,
        Func<PrometheusSpec, TimeSpan, PrometheusSpec> with
    ) =>
        new(
            name,
            description,
            new NumberForm(minimum, maximum),
            gate => get(gate).TotalSeconds,
            (gate, value) => with(gate, TimeSpan.FromSeconds(value))
        );

    private static Key<T, double> Count<T>(
        string name,
        string description,
        double minimum,
        double maximum,
        Func<T, int> get,
        Func<T, int, T> with
    ) =>
        new(
            name,
            description,
            new NumberForm(minimum, maximum, whole: true),
            section => get(section),
            (section, value) => with(section, (int)value)
        );

    private static Key<T, double> Limit<T>(
        string name,
        string description,
        double minimum,
        double maximum,
        Func<T, double> get,
        Func<T, double, T> with
    ) => new(name, description, new NumberForm(minimum, maximum), get, with);
}
