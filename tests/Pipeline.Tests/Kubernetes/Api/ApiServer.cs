using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>The HTTP front: who is it, may they, what do they want. Refuses what the real one refuses, in its words.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly Writes _writes;
    private readonly Subresources _subresources;
    private readonly ServiceProxy _proxy;

    public ApiServer(ObjectStore store, TimeProvider time)
    {
        _store = store;
        Roles = new Roles(store);
        Admission = new Admission(store);
        Reads = new Reads(store);
        Deletes = new Deletes(store);
        _writes = new Writes(store, Admission, time);
        _subresources = new Subresources(store, _writes, Deletes);
        _proxy = new ServiceProxy(store);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.ListenLocalhost(Tools.FreePort.Pick(1)[0], options => options.Protocols = HttpProtocols.Http1)
            );
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Roles Roles { get; }

    public Admission Admission { get; }

    public Reads Reads { get; }

    public Deletes Deletes { get; }

    public Faults Faults { get; } = new();

    /// <summary>API groups of operators that are not installed here: nobody knows their kinds.</summary>
    public ConcurrentDictionary<string, bool> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Callers by their bearer tokens.</summary>
    public ConcurrentDictionary<string, Caller> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>What everybody but the administrator has asked for.</summary>
    public ConcurrentQueue<(Caller Caller, Deed Deed)> Deeds { get; } = new();

    /// <summary>A pod's log: its last lines, of the run before where asked.</summary>
    public Func<JsonObject, bool, int?, string> Log { get; set; } = (_, _, _) => "";

    public string Url => _app.Urls.First();

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _proxy.Dispose();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            var caller =
                Tokens.GetValueOrDefault(context.Request.Headers.Authorization.ToString()["Bearer ".Length..])
                ?? throw ApiError.Unauthorized();
            if (Discovery.Of(context.Request.Path.Value!, Missing.Keys) is { } kinds)
            {
                await ReplyAsync(context, 200, kinds);
                return;
            }
            var at = RequestPath.Parse(context.Request.Path.Value!) ?? throw ApiError.NoSuchPath();
            if (Missing.ContainsKey(at.Type.Group))
            {
                throw ApiError.NoSuchPath();
            }
            var deed = new Deed(
                Verb(context.Request, at),
                at.Type.Group,
                at.Subresource.Length == 0 ? at.Type.Plural : $"{at.Type.Plural}/{at.Subresource}",
                at.Name,
                at.Namespace
            );
            if (!caller.IsAdmin)
            {
                Deeds.Enqueue((caller, deed));
            }
            if (at.Type != ResourceType.AccessReviews)
            {
                Roles.Require(caller, deed, at.Type);
            }
            await MeetAsync(Faults.Next(deed), at, deed, context, () => AnswerAsync(context, caller, at, deed));
        }
        catch (ApiError refusal) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (refusal.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = $"{(int)wait.TotalSeconds}";
            }
            await ReplyAsync(context, refusal.Code, refusal.Status);
        }
        catch (Exception gone)
            when (context.RequestAborted.IsCancellationRequested && gone is ApiError or OperationCanceledException or IOException)
        {
            // There is nobody to tell any more.
        }
    }

    private static async Task MeetAsync(FaultKind? fault, RequestPath at, Deed deed, HttpContext context, Func<Task> answer)
    {
        switch (fault)
        {
            case FaultKind.Conflict:
                throw ApiError.Conflict(at.Type, at.Name);
            case FaultKind.Throttled:
                throw ApiError.TooMany(
                    "the server has received too many requests and has asked us to try again later",
                    TimeSpan.FromSeconds(1)
                );
            case FaultKind.Internal:
                throw ApiError.Internal("etcdserver: leader changed");
            case FaultKind.Forbidden:
                throw ApiError.Forbidden(
                    at.Type,
                    at.Name,
                    $"User \"deployer\" cannot {deed.Verb} resource \"{deed.Resource}\" in API group \"{deed.Group}\""
                );
            case FaultKind.Silent:
                await context.Response.StartAsync(context.RequestAborted);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case FaultKind.Timeout:
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case FaultKind.DroppedBefore:
                context.Abort();
                break;
            case FaultKind.DroppedAfter:
                context.Response.Body = Stream.Null;
                try
                {
                    await answer();
                }
                finally
                {
                    context.Abort();
                }
                break;
            default:
                await answer();
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, Caller caller, RequestPath at, Deed deed)
    {
        var query = context.Request.Query;
        switch (deed.Verb, at.Subresource)
        {
            case (_, "proxy") when at.Type == ResourceType.Services || at.Type == ResourceType.Pods:
                await _proxy.ForwardAsync(at, context);
                break;
            case ("watch", ""):
                await Reads.WatchAsync(at, context, _stop.Token);
                break;
            case ("list", ""):
                await ReplyAsync(
                    context,
                    200,
                    Reads.List(at, query, context.Request.Headers.Accept.ToString().Replace(" ", "", StringComparison.Ordinal))
                );
                break;
            case ("get", "" or "status"):
                await ReplyAsync(context, 200, Reads.Get(at));
                break;
            case ("get", "scale"):
                await ReplyAsync(context, 200, Subresources.Scale(Reads.Get(at)));
                break;
            case ("get", "log"):
                await context.Response.WriteAsync(
                    Log(Reads.Get(at), query["previous"] == "true", int.TryParse(query["tailLines"], out var lines) ? lines : null)
                );
                break;
            case ("create", "eviction"):
                await ReplyAsync(context, 201, _subresources.Evict(at));
                break;
            case ("create", "") when at.Type == ResourceType.AccessReviews:
                await ReplyAsync(context, 201, AccessReview.Answer(Roles, caller, await BodyAsync(context)));
                break;
            case ("create", ""):
                await ReplyAsync(context, 201, _writes.Create(at, await BodyAsync(context), Options(context)));
                break;
            case ("update", "" or "status"):
                await ReplyAsync(context, 200, _writes.Replace(at, await BodyAsync(context), Options(context)));
                break;
            case ("patch", "" or "status" or "scale"):
                await ReplyAsync(context, 200, await PatchAsync(context, caller, at, deed));
                break;
            case ("delete", ""):
                await ReplyAsync(context, 200, Deletes.Delete(at, await BodyAsync(context)));
                break;
            default:
                throw new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private async Task<JsonObject> PatchAsync(HttpContext context, Caller caller, RequestPath at, Deed deed)
    {
        var kind = context.Request.ContentType?.Split(';')[0];
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!;
        if (kind == "application/apply-patch+yaml")
        {
            return _writes.Apply(
                at,
                body.AsObject(),
                Options(context),
                () => Roles.Require(caller, deed with { Verb = "create" }, at.Type)
            );
        }
        if (context.Request.Query.ContainsKey("force"))
        {
            throw new ApiError(
                422,
                "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch"
            );
        }
        Func<JsonObject, JsonObject> change = kind switch
        {
            "application/merge-patch+json" => item => Merge.Json(item, body.AsObject()),
            "application/strategic-merge-patch+json" when at.Type.Form is not null => item => Merge.Strategic(item, body.AsObject()),
            "application/json-patch+json" => item => JsonPatch.Apply(item, body.AsArray()),
            _ => throw new ApiError(
                415,
                "UnsupportedMediaType",
                $"the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                    + "application/merge-patch+json, application/apply-patch+yaml"
            ),
        };
        return at.Subresource == "scale"
            ? _subresources.PutScale(at, change, Options(context))
            : _writes.Patch(at, change, Options(context));
    }

    private static WriteOptions Options(HttpContext context)
    {
        var query = context.Request.Query;
        var agent = context.Request.Headers.UserAgent.ToString().Split('/', ' ')[0];
        return new WriteOptions(
            query["fieldManager"].ToString() is { Length: > 0 } manager ? manager
                : IsApply(context) ? ""
                : agent,
            query["force"] == "true",
            query["dryRun"] == "All"
        );
    }

    private static bool IsApply(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true;

    private static string Verb(HttpRequest request, RequestPath at) =>
        request.Method switch
        {
            "GET" when at.Name.Length == 0 => request.Query["watch"] == "true" ? "watch" : "list",
            "GET" or "HEAD" => "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            _ => at.Name.Length == 0 ? "deletecollection" : "delete",
        };

    private static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body, cancellationToken: context.RequestAborted) ?? [];
        }
        catch (JsonException) when (context.Request.Method == "DELETE")
        {
            return []; // Options are optional.
        }
        catch (JsonException malformed)
        {
            throw ApiError.BadRequest($"the object provided is unrecognized (must be of type object): {malformed.Message}");
        }
    }

    private static async Task ReplyAsync(HttpContext context, int code, JsonObject body)
    {
        if (context.Response.HasStarted)
        {
            return;
        }
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
