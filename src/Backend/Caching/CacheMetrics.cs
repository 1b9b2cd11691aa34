using MalariaPredictor.Backend.Observability;
using Prometheus;

namespace MalariaPredictor.Backend.Caching;

/// <summary>Whether Redis answers, and what came of asking it.</summary>
public sealed class CacheMetrics(RequestMetrics metrics)
{
    private readonly Counter _lookups = metrics.Factory.CreateCounter(
        "malaria_cache_lookups_total",
        "Answers looked for in Redis: hit, miss, or unavailable where it could not be asked.",
        ["outcome"]
    );

    public Gauge Up { get; } = metrics.Factory.CreateGauge("malaria_cache_up", "1 while Redis answers, else 0.");

    public void Hit() => _lookups.WithLabels("hit").Inc();

    public void Miss() => _lookups.WithLabels("miss").Inc();

    public void Unavailable() => _lookups.WithLabels("unavailable").Inc();
}
