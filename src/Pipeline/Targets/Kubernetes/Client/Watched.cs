using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>
/// The objects of one kind as they are now: listed once, then kept up by a watch. A look costs the API server nothing. What this
/// process itself has written is shown at once, by <see cref="Put"/>, whether the watch has told of it yet or not. A watch that is silent
/// for some time may be dead without anyone having said so: the objects are listed anew.
/// </summary>
internal sealed class Watched<T>(ClusterApi api, string labels, TimeProvider time, TimeSpan? silence = null) : IAsyncDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WatchFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, T> _items = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task? _watching;

    public async Task<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return [.. _items.Values.OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)];
    }

    public void Put(T item) => _items.AddOrUpdate(item.Metadata.Name, item, (_, there) => Number(item) > Number(there) ? item : there);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_watching is not null)
        {
            await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _stop.Dispose();
        _starting.Dispose();
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            // One that has ended met a refusal that lasts. Whoever looks lists anew, and is told if it still does.
            if (_watching is null or { IsCompleted: true })
            {
                var version = await ListAsync(cancellationToken);
                _watching = Task.Run(() => KeepUpAsync(version), CancellationToken.None);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task KeepUpAsync(string version)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                version = await FollowAsync(version);
                continue;
            }
            catch (ClusterRefusal refusal) when (refusal.IsExpired)
            {
                // Changes were missed: begin anew from what there is.
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // Silent for too long.
            }
            catch (Exception broken) when (broken is ClusterRefusal or HttpRequestException or IOException or JsonException)
            {
                await Task.Delay(Pause, time, _stop.Token);
            }
            version = await ListAsync(_stop.Token);
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var (items, version) = await api.ListAsync<T>(labels, cancellationToken);
        foreach (var gone in _items.Keys.Except(items.Select(item => item.Metadata.Name), StringComparer.Ordinal))
        {
            _items.TryRemove(gone, out _);
        }
        foreach (var item in items)
        {
            Put(item);
        }
        return version;
    }

    private async Task<string> FollowAsync(string version)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        silent.CancelAfter(silence ?? Silence);
        using var response = await api.WatchAsync<T>(labels, version, WatchFor, silent.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(silent.Token));
        while (await reader.ReadLineAsync(silent.Token) is { } line)
        {
            silent.CancelAfter(silence ?? Silence);
            var happened = JsonNode.Parse(line)!;
            var item = happened["object"]!;
            if (happened["type"]!.GetValue<string>() is var kind && kind == "ERROR")
            {
                throw Connection.Refusal((System.Net.HttpStatusCode)(item["code"]?.GetValue<int>() ?? 500), item.ToJsonString(), "watch");
            }
            version = item["metadata"]!["resourceVersion"]!.GetValue<string>();
            if (kind == "DELETED")
            {
                _items.TryRemove(item["metadata"]!["name"]!.GetValue<string>(), out _);
            }
            else if (kind != "BOOKMARK")
            {
                Put(ClusterApi.Read<T>(item.ToJsonString()));
            }
        }
        return version;
    }

    private static ulong Number(T item) =>
        ulong.TryParse(item.Metadata.ResourceVersion, CultureInfo.InvariantCulture, out var number) ? number : ulong.MaxValue;
}
