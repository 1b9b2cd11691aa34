using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>How a change is asked for.</summary>
/// <param name="Manager">The field manager.</param>
/// <param name="Force">Takes fields from their managers.</param>
/// <param name="DryRun">Only says what would be.</param>
internal sealed record WriteOptions(string Manager, bool Force = false, bool DryRun = false);

/// <summary>Creates, replaces and patches objects: optimistic locking, ownership of fields, validation, admission.</summary>
internal sealed class Writes(ObjectStore store, Admission admission, TimeProvider time)
{
    private static readonly string[] Kept =
    [
        "uid",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "managedFields",
    ];

    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public JsonObject Create(RequestPath at, JsonObject body, WriteOptions options)
    {
        RequireForm(at.Type, body);
        if (body.Metadata()["resourceVersion"] is not null)
        {
            throw ApiError.Internal("resourceVersion should not be set on objects to be created");
        }
        if (body.Name().Length == 0 && body.Metadata().Text("generateName") is { } prefix)
        {
            body.Metadata()["name"] = prefix + Guid.NewGuid().ToString("N")[..5];
        }
        return store.Change(
            at.Type,
            at.Namespace,
            body.Name(),
            before => before is not null ? throw ApiError.AlreadyExists(at.Type, body.Name()) : Finish(at, null, body, options, ""),
            options.DryRun
        )!;
    }

    public JsonObject Replace(RequestPath at, JsonObject body, WriteOptions options)
    {
        RequireForm(at.Type, body);
        if (at.Type == ResourceType.Leases && body.Metadata()["resourceVersion"] is null)
        {
            throw ApiError.Invalid(at.Type, at.Name, "metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
        }
        return store.Change(
            at.Type,
            at.Namespace,
            at.Name,
            before => before is null ? throw ApiError.NotFound(at.Type, at.Name) : Finish(at, before, body, options, at.Subresource),
            options.DryRun
        )!;
    }

    public JsonObject Patch(RequestPath at, Func<JsonObject, JsonObject> change, WriteOptions options) =>
        store.Change(
            at.Type,
            at.Namespace,
            at.Name,
            before =>
            {
                var after = change((before ?? throw ApiError.NotFound(at.Type, at.Name)).Copy());
                RequireForm(at.Type, after);
                return Finish(at, before, after, options, at.Subresource);
            },
            options.DryRun
        )!;

    /// <summary>Server-side apply; <paramref name="mayCreate"/> is asked before an object is made that was not there.</summary>
    public JsonObject Apply(RequestPath at, JsonObject applied, WriteOptions options, Action mayCreate)
    {
        if (options.Manager.Length == 0)
        {
            throw new ApiError(
                422,
                "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
            );
        }
        if (applied.Metadata()["managedFields"] is not null)
        {
            throw ApiError.BadRequest("metadata.managedFields must be nil");
        }
        if (at.Type.Form is { } form && StrictForm.Unknown(applied, form).FirstOrDefault() is { } unknown)
        {
            throw ApiError.Internal(
                $"failed to create typed patch object ({at.Namespace}/{at.Name}; {at.Type.ApiVersion}, Kind={at.Type.Kind}): .{unknown}: "
                    + "field not declared in schema"
            );
        }
        RequireNames(at, applied);
        return store.Change(
            at.Type,
            at.Namespace,
            at.Name,
            before =>
            {
                if (before is null)
                {
                    mayCreate();
                }
                if (before is null && applied.Metadata()["resourceVersion"] is not null)
                {
                    throw ApiError.Conflict(at.Type, at.Name);
                }
                var managers = Managers.Of(before);
                var after = managers.Apply(
                    before ?? new JsonObject { ["apiVersion"] = at.Type.ApiVersion, ["kind"] = at.Type.Kind },
                    applied,
                    options.Manager,
                    at.Type.ApiVersion,
                    options.Force
                );
                if (applied.Metadata()["resourceVersion"] is { } version)
                {
                    after.Metadata()["resourceVersion"] = version.DeepClone();
                }
                return Finish(at, before, after, options, "", managers);
            },
            options.DryRun
        )!;
    }

    private JsonObject Finish(
        RequestPath at,
        JsonObject? before,
        JsonObject after,
        WriteOptions options,
        string subresource,
        Managers? applied = null
    )
    {
        RequireNames(at with { Name = before is null ? after.Name() : at.Name }, after);
        RequireVersion(at, before, after);
        var managers = applied ?? Given(before, after);
        Identify(at, before, after);
        Divide(before, after, subresource);
        Defaults.Fill(at.Type, after);
        Validation.Require(at.Type, before, after);
        admission.Require(at.Type, after);
        if (before is not null && !JsonNode.DeepEquals(before["spec"], after["spec"]) && before.Metadata()["generation"] is { } generation)
        {
            after.Metadata()["generation"] = generation.GetValue<int>() + 1;
        }
        if (applied is null)
        {
            managers.Updated(before, after, options.Manager, at.Type.ApiVersion, subresource);
        }
        managers.Write(after, Now);
        return after;
    }

    /// <summary>Who writes managedFields says who owns what: one empty entry, nobody.</summary>
    private static Managers Given(JsonObject? before, JsonObject after) =>
        before is not null
        && after.Metadata()["managedFields"] is JsonArray said
        && !JsonNode.DeepEquals(said, before.Metadata()["managedFields"])
            ? Managers.Of(after)
            : Managers.Of(before);

    private void Identify(RequestPath at, JsonObject? before, JsonObject after)
    {
        (after["apiVersion"], after["kind"]) = (at.Type.ApiVersion, at.Type.Kind);
        var metadata = after.Metadata();
        if (before is null)
        {
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = Now;
            if (after["spec"] is not null)
            {
                metadata["generation"] = 1;
            }
            return;
        }
        foreach (var key in Kept)
        {
            metadata[key] = before.Metadata()[key]?.DeepClone();
        }
        foreach (var key in Kept.Where(key => metadata[key] is null))
        {
            metadata.Remove(key);
        }
        metadata["resourceVersion"] = before.Metadata()["resourceVersion"]!.DeepClone();
    }

    /// <summary>The status belongs to its subresource, the rest to the object itself: neither changes the other.</summary>
    private static void Divide(JsonObject? before, JsonObject after, string subresource)
    {
        var (kept, from) = subresource == "status" ? ("spec", before) : ("status", before);
        after[kept] = from?[kept]?.DeepClone();
        if (after[kept] is null)
        {
            after.Remove(kept);
        }
    }

    private static void RequireVersion(RequestPath at, JsonObject? before, JsonObject after)
    {
        if (before is null || after.Metadata().Text("resourceVersion") is not { Length: > 0 } asked)
        {
            return;
        }
        if (asked != before.Metadata().Text("resourceVersion"))
        {
            throw ApiError.Conflict(at.Type, at.Name);
        }
        if (after.Metadata().Text("uid") is { } uid && uid != before.Uid())
        {
            throw ApiError.WrongUid(at.Type, at.Name, uid, before.Uid());
        }
    }

    private void RequireNames(RequestPath at, JsonObject item)
    {
        if (at.Type.Namespaced)
        {
            item.Metadata()["namespace"] ??= at.Namespace;
            if (item.Namespace() != at.Namespace)
            {
                throw ApiError.BadRequest(
                    $"the namespace of the provided object does not match the namespace sent on the request ({item.Namespace()} vs "
                        + $"{at.Namespace})"
                );
            }
            if (store.Find(ResourceType.Namespaces, "", at.Namespace) is null)
            {
                throw ApiError.NotFound(ResourceType.Namespaces, at.Namespace);
            }
        }
        if (item.Name() != at.Name)
        {
            throw ApiError.BadRequest($"the name of the object ({item.Name()}) does not match the name on the URL ({at.Name})");
        }
    }

    private static void RequireForm(ResourceType type, JsonObject body)
    {
        if (body.Text("kind") is { } kind && (kind != type.Kind || body.Text("apiVersion") != type.ApiVersion))
        {
            throw ApiError.BadRequest(
                $"{kind} in version \"{body.Text("apiVersion")}\" cannot be handled as a {type.Kind}: no kind \"{kind}\" is registered here"
            );
        }
        if (type.Form is { } form && StrictForm.Unknown(body, form).ToList() is { Count: > 0 } unknown)
        {
            throw ApiError.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: strict decoding error: "
                    + $"{string.Join(", ", unknown.Select(field => $"unknown field \"{field}\""))}"
            );
        }
    }
}
