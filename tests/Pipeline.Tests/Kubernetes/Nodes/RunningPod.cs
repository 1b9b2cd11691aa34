using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>The life of one pod: image, environment, start, readiness, restarts, and an end that waits for its preStop.</summary>
internal sealed class RunningPod : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly ObjectStore _store;
    private readonly Kubelet _node;
    private readonly JsonObject _pod;
    private readonly JsonObject _container;
    private readonly string _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _life;
    private IContainer? _now;
    private IContainer? _before;
    private JsonObject? _last;
    private int _restarts;

    public RunningPod(ObjectStore store, Kubelet node, JsonObject pod, string address)
    {
        (_store, _node, _pod, _address) = (store, node, pod, address);
        _container = pod.Spec().Items("containers").First();
        _life = Task.Run(LiveAsync);
    }

    public string Log(bool previous) => (previous ? _before : _now ?? _before)?.Log ?? "";

    /// <summary>The end of the node: without ceremony.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _life;
        if (_now is { Ended.IsCompleted: false } still)
        {
            still.Kill();
        }
        _now?.Dispose();
        _before?.Dispose();
        _stop.Dispose();
    }

    private JsonObject? Found =>
        _store.Find(ResourceType.Pods, _pod.Namespace(), _pod.Name()) is { } pod && pod.Uid() == _pod.Uid() ? pod : null;

    private bool IsWanted => !_stop.IsCancellationRequested && Found is { } pod && !pod.IsGoing();

    private async Task LiveAsync()
    {
        if (_node.SecretsLag > TimeSpan.Zero)
        {
            await WaitingAsync(
                "CreateContainerConfigError",
                "failed to sync secret cache: timed out waiting for the condition",
                _node.SecretsLag
            );
        }
        while (IsWanted)
        {
            var (variables, missing) = PodEnvironment.Of(_store, _pod, _container);
            var (files, unmounted) = PodFiles.Of(_store, _pod, _container);
            if (!_node.Images.TryGetValue(_container.Text("image")!, out var image))
            {
                await PullAgainAsync();
            }
            else if (unmounted is not null)
            {
                await WaitingAsync("ContainerCreating", unmounted);
            }
            else if (missing is not null)
            {
                await WaitingAsync("CreateContainerConfigError", missing);
            }
            else if (await RunAsync(image, variables, files) is { } code && await EndedAsync(code))
            {
                return;
            }
        }
        await LeaveAsync();
    }

    private async Task<int?> RunAsync(IImage image, Dictionary<string, string> variables, Dictionary<string, byte[]> files)
    {
        var port = _container.Items("ports").FirstOrDefault()?.Number("containerPort") ?? 0;
        var arguments = (_container["args"] as JsonArray)?.Select(argument => argument!.GetValue<string>()).ToList() ?? [];
        _now = image.Start(
            new ContainerStart(
                _address,
                port,
                _container["readinessProbe"]?["httpGet"]?["path"]?.GetValue<string>() ?? "/",
                arguments,
                variables,
                files
            )
        );
        while (IsWanted && !_now.Ended.IsCompleted)
        {
            var ready = _container["readinessProbe"] is null || await _now.IsReadyAsync();
            Tell(new JsonObject { ["running"] = new JsonObject() }, "Running", ready && !_now.Ended.IsCompleted);
            await Task.WhenAny(_now.Ended, Task.Delay(Look, _stop.Token));
        }
        return _now.Ended.IsCompleted ? await _now.Ended : null;
    }

    /// <summary>True when it is not started again.</summary>
    private async Task<bool> EndedAsync(int code)
    {
        var terminated = new JsonObject
        {
            ["terminated"] = new JsonObject { ["exitCode"] = code, ["reason"] = Reason(code) },
        };
        if (_pod.Spec().Text("restartPolicy") == "Never")
        {
            Tell(terminated, code == 0 ? "Succeeded" : "Failed", ready: false);
            return true;
        }
        (_before, _now) = (_now, null);
        (_last, _restarts) = (terminated, _restarts + 1);
        Tell(terminated, "Running", ready: false);
        await WaitingAsync(
            "CrashLoopBackOff",
            $"back-off restarting failed container {_container.Text("name")} in pod {_pod.Name()}",
            TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, _restarts - 1)) * _node.Pace)
        );
        return false;
    }

    /// <summary>Nobody but the kernel, for want of memory, kills a container that is meant to run.</summary>
    private static string Reason(int code) =>
        code switch
        {
            0 => "Completed",
            137 => "OOMKilled",
            _ => "Error",
        };

    private async Task PullAgainAsync()
    {
        await WaitingAsync("ErrImagePull", $"failed to pull and unpack image \"{_container.Text("image")}\": not found");
        await WaitingAsync(
            "ImagePullBackOff",
            $"Back-off pulling image \"{_container.Text("image")}\"",
            TimeSpan.FromSeconds(10 * _node.Pace)
        );
    }

    private async Task WaitingAsync(string reason, string message, TimeSpan? pause = null)
    {
        Tell(
            new JsonObject
            {
                ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message },
            },
            _restarts > 0 ? "Running" : "Pending",
            ready: false
        );
        await Task.Delay(pause ?? Look, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LeaveAsync()
    {
        if (_now is { Ended.IsCompleted: false } running && !_stop.IsCancellationRequested)
        {
            // Its readiness goes on being told while it ends: it serves what is still sent to it.
            var pause = _container["lifecycle"]?["preStop"]?["sleep"]?["seconds"]?.GetValue<int>() ?? 0;
            await Task.Delay(TimeSpan.FromSeconds(pause * _node.Pace), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.AskToEnd();
            var grace = TimeSpan.FromSeconds(_pod.Spec().Number("terminationGracePeriodSeconds") ?? 30);
            if (await Task.WhenAny(running.Ended, Task.Delay(grace)) != running.Ended)
            {
                running.Kill();
            }
        }
        if (Found is not null && !_stop.IsCancellationRequested)
        {
            _store.Change(ResourceType.Pods, _pod.Namespace(), _pod.Name(), _ => null);
        }
    }

    private void Tell(JsonObject state, string phase, bool ready) =>
        _store.Change(
            ResourceType.Pods,
            _pod.Namespace(),
            _pod.Name(),
            live =>
            {
                if (live is null || live.Uid() != _pod.Uid())
                {
                    return live;
                }
                var status = live.Status();
                (status["phase"], status["podIP"]) = (phase, _address);
                status["conditions"] = new JsonArray(
                    new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" },
                    new JsonObject { ["type"] = "ContainersReady", ["status"] = ready ? "True" : "False" }
                );
                status["containerStatuses"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = _container.Text("name"),
                        ["image"] = _container.Text("image"),
                        ["ready"] = ready,
                        ["restartCount"] = _restarts,
                        ["state"] = state,
                        ["lastState"] = _last?.DeepClone() ?? new JsonObject(),
                    }
                );
                return live;
            }
        );
}
