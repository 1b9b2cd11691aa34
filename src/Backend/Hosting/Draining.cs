namespace MalariaPredictor.Backend.Hosting;

/// <summary>
/// Between the order to stop and the closing of the port: readiness is already 503 and keep-alive connections are told to close,
/// yet requests are still served, so that whoever routes to this process can look away first.
/// </summary>
public sealed class Draining(TimeProvider time, DrainTime drain) : IHostedLifecycleService
{
    private volatile bool _began;

    public bool Began => _began;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _began = true;
        return Task.Delay(drain.Value, time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>How long a stopping process still serves.</summary>
public sealed record DrainTime(TimeSpan Value);
