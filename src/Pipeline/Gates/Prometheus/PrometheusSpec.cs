namespace MalariaPredictor.Pipeline.Gates.Prometheus;

/// <summary>A question to a Prometheus server, and between which values its answer must lie.</summary>
internal sealed record PrometheusSpec : IGateSpec
{
    public string Name { get; init; } = "prometheus";

    /// <summary>The server's address, with its prefix where it has one. Never one with a password in it.</summary>
    public string Url { get; init; } = "";

    /// <summary>PromQL; <c>${release}</c>, <c>${commit}</c> and <c>${slot}</c> stand for those of the new slot.</summary>
    public string Query { get; init; } = "";

    public double Max { get; init; } = double.PositiveInfinity;

    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Every value of so long a time until now is judged; zero for the value of this moment alone.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Between the values of a window.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The environment variable that holds the bearer token, or with _FILE the name of the file that does; empty for none.</summary>
    public string TokenFrom { get; init; } = "";

    public string? Objection =>
        Url.Length > 0 && !Uri.TryCreate(Url, UriKind.Absolute, out _) ? "has a url that is none"
        : double.IsInfinity(Max) && double.IsInfinity(Min) ? "needs max, min or both"
        : Min > Max ? "has a min above its max"
        : null;

    public IGate Create(GateSubject subject, TimeProvider time) => new PrometheusGate(subject, this, time);
}
