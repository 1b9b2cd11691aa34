using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>One change, as watchers are told of it.</summary>
internal sealed record StoreEvent(long Version, string Kind, ResourceType Type, JsonObject Item);

/// <summary>
/// What etcd is to the API server: every object with the version of its last change, one count of versions for all of them, and the
/// changes of late. What it holds and gives out is never changed in place.
/// </summary>
internal sealed class ObjectStore
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<(string Type, string Namespace, string Name), JsonObject> _items = [];
    private readonly List<StoreEvent> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = 1000;

    /// <summary>Changes up to this version are forgotten: who has not seen them must list anew.</summary>
    public long Compacted { get; private set; } = 1000;

    public long Version
    {
        get
        {
            lock (_guard)
            {
                return _version;
            }
        }
    }

    /// <summary>Ends with the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_guard)
            {
                return _changed.Task;
            }
        }
    }

    public JsonObject? Find(ResourceType type, string scope, string name)
    {
        lock (_guard)
        {
            return _items.TryGetValue((type.Qualified, scope, name), out var item) ? item.Copy() : null;
        }
    }

    /// <param name="type">Of which kind.</param>
    /// <param name="scope">The namespace; empty for all.</param>
    public (IReadOnlyList<JsonObject> Items, long Version) List(ResourceType type, string scope)
    {
        lock (_guard)
        {
            return (
                [
                    .. from pair in _items
                    where pair.Key.Type == type.Qualified && (scope.Length == 0 || pair.Key.Namespace == scope)
                    select pair.Value.Copy(),
                ],
                _version
            );
        }
    }

    public IReadOnlyList<JsonObject> All(ResourceType type) => List(type, "").Items;

    public IEnumerable<(ResourceType Type, JsonObject Item)> Everything() =>
        ResourceType.All.SelectMany(type => All(type).Select(item => (type, item)));

    /// <summary>
    /// Decides on what is there and puts what comes out of it in one act; null removes it, the same again changes nothing. Dry, it only
    /// decides.
    /// </summary>
    public JsonObject? Change(ResourceType type, string scope, string name, Func<JsonObject?, JsonObject?> decide, bool dry = false)
    {
        lock (_guard)
        {
            var key = (type.Qualified, scope, name);
            var before = _items.GetValueOrDefault(key);
            var after = decide(before?.Copy());
            if (after is null ? before is null : before is not null && JsonNode.DeepEquals(before, after))
            {
                return before?.Copy();
            }
            if (dry)
            {
                return after;
            }
            _version++;
            var put = (after ?? before)!.Copy();
            put.Metadata()["resourceVersion"] = $"{_version}";
            if (after is null)
            {
                _items.Remove(key);
            }
            else
            {
                _items[key] = put;
            }
            _events.Add(
                new StoreEvent(
                    _version,
                    after is null ? "DELETED"
                        : before is null ? "ADDED"
                        : "MODIFIED",
                    type,
                    put
                )
            );
            var told = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
            return put.Copy();
        }
    }

    /// <summary>What a controller changes: never a conflict, nothing where there is nothing.</summary>
    public void Amend(ResourceType type, JsonObject item, Action<JsonObject> change) =>
        Change(
            type,
            item.Namespace(),
            item.Name(),
            live =>
            {
                if (live is not null)
                {
                    change(live);
                }
                return live;
            }
        );

    public IReadOnlyList<StoreEvent> Since(long version)
    {
        lock (_guard)
        {
            return version < Compacted
                ? throw ApiError.Expired(version, Compacted)
                : [.. _events.Where(happened => happened.Version > version)];
        }
    }

    /// <summary>Forgets the changes so far, as etcd does every few minutes.</summary>
    public void Compact()
    {
        lock (_guard)
        {
            Compacted = _version;
            _events.Clear();
        }
    }
}
