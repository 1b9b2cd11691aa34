using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>Answers get, list and watch.</summary>
internal sealed class Reads(ObjectStore store)
{
    /// <summary>How often a watcher that wants bookmarks gets one.</summary>
    public TimeSpan BookmarkEvery { get; set; } = TimeSpan.FromSeconds(1);

    public JsonObject Get(RequestPath at) => store.Find(at.Type, at.Namespace, at.Name) ?? throw ApiError.NotFound(at.Type, at.Name);

    /// <param name="at">What is asked for.</param>
    /// <param name="query">Selectors.</param>
    /// <param name="accept">The form that the client wants.</param>
    public JsonObject List(RequestPath at, IQueryCollection query, string accept)
    {
        var (items, version) = store.List(at.Type, at.Namespace);
        if (accept == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
        {
            return new JsonObject
            {
                ["kind"] = "PartialObjectMetadataList",
                ["apiVersion"] = "meta.k8s.io/v1",
                ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}" },
                ["items"] = new JsonArray([
                    .. items
                        .Where(item => Matches(item, query))
                        .Select(item => new JsonObject
                        {
                            ["kind"] = "PartialObjectMetadata",
                            ["apiVersion"] = "meta.k8s.io/v1",
                            ["metadata"] = item.Metadata().DeepClone(),
                        }),
                ]),
            };
        }
        if (accept.Contains(";as=", StringComparison.Ordinal))
        {
            throw new ApiError(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf, "
                    + "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
            );
        }
        return new JsonObject
        {
            ["kind"] = at.Type.Kind + "List",
            ["apiVersion"] = at.Type.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}" },
            ["items"] = new JsonArray([.. items.Where(item => Matches(item, query))]),
        };
    }

    /// <summary>One line for each change, until the client goes, the time it asked for is over, or the server ends.</summary>
    public async Task WatchAsync(RequestPath at, HttpContext context, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cancellationToken);
        end.CancelAfter(TimeSpan.FromSeconds(int.TryParse(query["timeoutSeconds"], out var seconds) ? seconds : 1800));
        var asked = long.TryParse(query["resourceVersion"], out var version) ? version : 0;
        // A watch without a version begins with what is there, as if it were new.
        var pending = new Queue<(string Kind, JsonObject Item)>();
        if (asked == 0)
        {
            var (items, now) = store.List(at.Type, at.Namespace);
            foreach (var item in items.Where(item => Matches(item, query)))
            {
                pending.Enqueue(("ADDED", item));
            }
            asked = now;
        }
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(end.Token);
        var shown = pending.Select(one => one.Item.Name()).ToHashSet(StringComparer.Ordinal);
        var bookmarks = query["allowWatchBookmarks"] == "true";
        try
        {
            while (!end.IsCancellationRequested)
            {
                var changed = store.Changed;
                foreach (var (kind, item) in pending)
                {
                    await WriteAsync(context, kind, item, end.Token);
                }
                pending.Clear();
                foreach (var happened in store.Since(asked))
                {
                    asked = happened.Version;
                    if (
                        happened.Type == at.Type
                        && (at.Namespace.Length == 0 || happened.Item.Namespace() == at.Namespace)
                        && Seen(happened, shown, query) is { } kind
                    )
                    {
                        await WriteAsync(context, kind, happened.Item, end.Token);
                    }
                }
                await Task.WhenAny(changed, Task.Delay(BookmarkEvery, end.Token));
                if (bookmarks && !changed.IsCompleted && !end.IsCancellationRequested)
                {
                    await WriteAsync(context, "BOOKMARK", Bookmark(at.Type, asked), end.Token);
                }
            }
        }
        catch (ApiError expired)
        {
            await WriteAsync(context, "ERROR", expired.Status, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The end of a watch is no error: the client begins another.
        }
    }

    /// <summary>An object that comes to match a selector is new to its watcher, and one that ceases to is gone.</summary>
    private static string? Seen(StoreEvent happened, HashSet<string> shown, IQueryCollection query)
    {
        var name = happened.Item.Name();
        var matches = Matches(happened.Item, query);
        if (happened.Kind == "DELETED" || !matches)
        {
            return shown.Remove(name) || (matches && happened.Kind == "DELETED") ? "DELETED" : null;
        }
        return shown.Add(name) && happened.Kind == "MODIFIED" && query.ContainsKey("labelSelector") ? "ADDED" : happened.Kind;
    }

    private static bool Matches(JsonObject item, IQueryCollection query) =>
        Selector.Query(query["labelSelector"], item.Labels()) && Selector.Fields(query["fieldSelector"], item);

    private static JsonObject Bookmark(ResourceType type, long version) =>
        new()
        {
            ["kind"] = type.Kind,
            ["apiVersion"] = type.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}", ["creationTimestamp"] = null },
        };

    private static async Task WriteAsync(HttpContext context, string kind, JsonObject item, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = kind, ["object"] = item.DeepClone() });
        await context.Response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
