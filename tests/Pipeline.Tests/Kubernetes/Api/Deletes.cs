using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>Takes objects away: pods end first, what an object owned follows it unless it is to be left.</summary>
internal sealed class Deletes(ObjectStore store)
{
    public JsonObject Delete(RequestPath at, JsonObject options)
    {
        var gone = store.Change(
            at.Type,
            at.Namespace,
            at.Name,
            before =>
            {
                if (before is null)
                {
                    throw ApiError.NotFound(at.Type, at.Name);
                }
                if (options["preconditions"]?["uid"]?.GetValue<string>() is { } uid && uid != before.Uid())
                {
                    throw ApiError.WrongUid(at.Type, at.Name, uid, before.Uid());
                }
                if (options["preconditions"]?["resourceVersion"]?.GetValue<string>() is { } version && version != $"{before.Version()}")
                {
                    throw ApiError.Conflict(at.Type, at.Name);
                }
                if (at.Type != ResourceType.Pods || options.Number("gracePeriodSeconds") == 0)
                {
                    return null;
                }
                before.Metadata()["deletionTimestamp"] ??= "2000-01-01T00:00:00Z";
                before.Metadata()["deletionGracePeriodSeconds"] ??=
                    options["gracePeriodSeconds"]?.DeepClone() ?? before.Spec()["terminationGracePeriodSeconds"]?.DeepClone();
                return before;
            }
        )!;
        // For a Job of batch/v1 the API leaves the pods behind unless it is told otherwise.
        if ((options.Text("propagationPolicy") ?? (at.Type == ResourceType.Jobs ? "Orphan" : "Background")) == "Orphan")
        {
            Leave(gone);
        }
        return gone;
    }

    /// <summary>Removes what is owned by nobody that still is.</summary>
    public void CollectGarbage()
    {
        var everything = store.Everything().ToList();
        var alive = everything.Select(one => one.Item.Uid()).ToHashSet(StringComparer.Ordinal);
        foreach (var (type, item) in everything)
        {
            var owners = item.Metadata().Items("ownerReferences").ToList();
            if (owners.Count > 0 && !item.IsGoing() && owners.All(owner => !alive.Contains(owner.Text("uid")!)))
            {
                Delete(new RequestPath(type, item.Namespace(), item.Name(), "", ""), []);
            }
        }
    }

    private void Leave(JsonObject owner)
    {
        foreach (var (type, item) in store.Everything().Where(one => one.Item.IsOwnedBy(owner)).ToList())
        {
            store.Amend(type, item, live => live.Metadata().Remove("ownerReferences"));
        }
    }
}
