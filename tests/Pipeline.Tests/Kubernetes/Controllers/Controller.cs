using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>Brings the world nearer to what the objects ask for, whenever something has changed.</summary>
internal interface IController
{
    /// <summary>Looks at everything and takes the next steps; what it changes calls it again.</summary>
    void Reconcile(ObjectStore store);
}

/// <summary>Runs controllers as long as the cluster lives.</summary>
internal sealed class ControllerLoop(ObjectStore store, params IReadOnlyList<IController> controllers) : IAsyncDisposable
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var changed = store.Changed;
            foreach (var controller in controllers)
            {
                controller.Reconcile(store);
            }
            await Task.WhenAny(changed, Task.Delay(LookAnyway, _stop.Token));
        }
    }
}
