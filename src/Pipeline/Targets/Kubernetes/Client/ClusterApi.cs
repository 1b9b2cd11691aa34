using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>What a release asks of the API server, in one namespace, typed by the client library's models.</summary>
/// <param name="connection">The way there.</param>
/// <param name="scope">The namespace.</param>
internal sealed class ClusterApi(Connection connection, string scope)
{
    /// <summary>Who owns the fields that a release sets.</summary>
    public const string Manager = "malaria-pipeline";

    public string Scope => scope;

    /// <summary>When the credentials end; null where they do not, are renewed, or do not tell.</summary>
    public DateTimeOffset? CredentialsEnd => connection.CredentialsEnd;

    /// <summary>How many Jobs were created by way of this.</summary>
    public int Jobs { get; private set; }

    public async Task<T?> FindAsync<T>(string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return Read<T>(await connection.SendAsync(new(HttpMethod.Get, Path<T>(name), $"read {Words<T>(name)}"), cancellationToken));
        }
        catch (ClusterRefusal refusal) when (refusal.IsMissing)
        {
            return null;
        }
    }

    public async Task<T> GetAsync<T>(string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Read<T>(await connection.SendAsync(new(HttpMethod.Get, Path<T>(name), $"read {Words<T>(name)}"), cancellationToken));

    public async Task<(IReadOnlyList<T> Items, string Version)> ListAsync<T>(
        string labels,
        CancellationToken cancellationToken,
        string fields = ""
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var query = $"labelSelector={Uri.EscapeDataString(labels)}";
        if (fields.Length > 0)
        {
            query += $"&fieldSelector={Uri.EscapeDataString(fields)}";
        }
        var list = JsonNode.Parse(
            await connection.SendAsync(new(HttpMethod.Get, $"{Path<T>()}?{query}", $"list {Entity<T>().PluralName}"), cancellationToken)
        )!;
        return (
            [.. list["items"]!.AsArray().Select(item => Read<T>(item!.ToJsonString()))],
            list["metadata"]!["resourceVersion"]!.GetValue<string>()
        );
    }

    /// <summary>The metadata alone of what bears labels: no data cross the network.</summary>
    public async Task<IReadOnlyList<V1ObjectMeta>> ListMetadataAsync<T>(string labels, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var request = new ClusterRequest(
            HttpMethod.Get,
            $"{Path<T>()}?labelSelector={Uri.EscapeDataString(labels)}",
            $"list {Entity<T>().PluralName}",
            Accept: ClusterRequest.MetadataOnly
        );
        var list = JsonNode.Parse(await connection.SendAsync(request, cancellationToken))!;
        return [.. list["items"]!.AsArray().Select(item => Read<V1ObjectMeta>(item!["metadata"]!.ToJsonString()))];
    }

    public async Task<T> CreateAsync<T>(T item, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Read<T>(
            await connection.SendAsync(
                new(HttpMethod.Post, $"{Path<T>()}?{Options}", $"create {Words<T>(item.Metadata.Name)}", Write(item)),
                cancellationToken
            )
        );

    /// <summary>Makes sure of something that is the same whoever makes it; true when this made it.</summary>
    public async Task<bool> EnsureAsync<T>(T item, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await CreateAsync(item, cancellationToken);
            Jobs += item is V1Job ? 1 : 0;
            return true;
        }
        catch (ClusterRefusal refusal) when (refusal.Exists)
        {
            return false;
        }
    }

    /// <summary>Replaces an object as it was read; a conflict when it has been changed since.</summary>
    public async Task<T> ReplaceAsync<T>(T item, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Read<T>(
            await connection.SendAsync(
                new(HttpMethod.Put, $"{Path<T>(item.Metadata.Name)}?{Options}", $"write {Words<T>(item.Metadata.Name)}", Write(item)),
                cancellationToken
            )
        );

    /// <summary>Server-side apply. What others own is taken over: only a release says what a slot runs.</summary>
    public async Task<T> ApplyAsync<T>(T item, bool dryRun, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Read<T>(
            await connection.SendAsync(
                new(
                    HttpMethod.Patch,
                    $"{Path<T>(item.Metadata.Name)}?{Options}&force=true{(dryRun ? "&dryRun=All" : "")}",
                    $"{(dryRun ? "admit" : "apply")} {Words<T>(item.Metadata.Name)}",
                    Write(item),
                    ClusterRequest.Apply
                ),
                cancellationToken
            )
        );

    /// <param name="name">Of the object.</param>
    /// <param name="patch">A JSON merge patch; with metadata.resourceVersion a conflict when the object has been changed since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="subresource">Such as scale; the answer is then not the object.</param>
    /// <param name="manager">Who owns what it sets.</param>
    public Task<string> PatchAsync<T>(
        string name,
        JsonObject patch,
        CancellationToken cancellationToken,
        string subresource = "",
        string manager = Manager
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = subresource.Length == 0 ? Path<T>(name) : $"{Path<T>(name)}/{subresource}";
        return connection.SendAsync(
            new(
                HttpMethod.Patch,
                $"{path}?fieldManager={manager}&fieldValidation=Strict",
                $"change {Words<T>(name)}",
                patch.ToJsonString(),
                ClusterRequest.Merge
            ),
            cancellationToken
        );
    }

    /// <summary>Removes an object with all that is its own; nothing where there is none.</summary>
    public async Task DeleteAsync<T>(string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            const string Own = """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}""";
            await connection.SendAsync(new(HttpMethod.Delete, Path<T>(name), $"delete {Words<T>(name)}", Own), cancellationToken);
        }
        catch (ClusterRefusal refusal) when (refusal.IsMissing)
        {
            // Gone, as wanted.
        }
    }

    /// <summary>Changes after a version, until the server ends the watch.</summary>
    public async Task<HttpResponseMessage> WatchAsync<T>(
        string labels,
        string version,
        TimeSpan during,
        CancellationToken cancellationToken
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path =
            $"{Path<T>()}?watch=true&allowWatchBookmarks=true&resourceVersion={version}"
            + $"&timeoutSeconds={(int)during.TotalSeconds}&labelSelector={Uri.EscapeDataString(labels)}";
        var response = await connection.AskAsync(new(HttpMethod.Get, path, $"watch {Entity<T>().PluralName}"), cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }
        using (response)
        {
            throw Connection.Refusal(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(cancellationToken),
                $"watch {Entity<T>().PluralName}"
            );
        }
    }

    /// <summary>Asks a service's pods by way of the API server; once, since the answer is to be judged.</summary>
    public async Task<(HttpStatusCode Code, string Body)> ProxyAsync(
        string service,
        string port,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var response = await connection.AskAsync(
            new(HttpMethod.Get, $"{Path<V1Service>($"{service}:{port}")}/proxy{path}", $"ask {service}"),
            cancellationToken
        );
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Asks one pod, at a port by its number, by way of the API server; once.</summary>
    public async Task<(HttpStatusCode Code, string Body)> ProxyPodAsync(
        string pod,
        int port,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var response = await connection.AskAsync(
            new(HttpMethod.Get, $"{Path<V1Pod>($"{pod}:{port}")}/proxy{path}", $"ask pod {pod}"),
            cancellationToken
        );
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>A pod's log from its last lines on, as long as the pod writes. The caller reads and closes it.</summary>
    public async Task<Stream> FollowLogAsync(string pod, int lines, CancellationToken cancellationToken)
    {
        var what = $"follow the log of pod {pod}";
        var response = await connection.AskAsync(
            new(HttpMethod.Get, $"{Path<V1Pod>(pod)}/log?tailLines={lines}&follow=true", what),
            cancellationToken
        );
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStreamAsync(cancellationToken)
            : throw Connection.Refusal(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), what);
    }

    public Task<string> LogAsync(string pod, bool previous, int lines, CancellationToken cancellationToken) =>
        connection.SendAsync(
            new(
                HttpMethod.Get,
                $"{Path<V1Pod>(pod)}/log?tailLines={lines}{(previous ? "&previous=true" : "")}",
                $"read the log of pod {pod}"
            ),
            cancellationToken
        );

    /// <summary>Whether whoever asks may do something here.</summary>
    public async Task<bool> MayAsync(string verb, string group, string resource, CancellationToken cancellationToken)
    {
        var parts = resource.Split('/');
        var review = new V1SelfSubjectAccessReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = V1SelfSubjectAccessReview.KubeKind,
            Spec = new()
            {
                ResourceAttributes = new()
                {
                    NamespaceProperty = scope,
                    Verb = verb,
                    Group = group,
                    Resource = parts[0],
                    Subresource = parts.ElementAtOrDefault(1),
                },
            },
        };
        var answer = await connection.SendAsync(
            new(
                HttpMethod.Post,
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "say what this user may do",
                KubernetesJson.Serialize(review)
            ),
            cancellationToken
        );
        var allowed = JsonNode.Parse(answer)?["status"]?["allowed"]?.GetValue<bool>() == true;
        if (allowed)
        {
            connection.Allow($"{verb} {resource}");
        }
        return allowed;
    }

    public static T Read<T>(string json) => KubernetesJson.Deserialize<T>(json);

    private static string Options => $"fieldManager={Manager}&fieldValidation=Strict";

    private static string Write<T>(T item) => KubernetesJson.Serialize(item);

    private static KubernetesEntityAttribute Entity<T>() => typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()!;

    private static string Words<T>(string name) => $"{Entity<T>().Kind} {name}";

    private string Path<T>(string? name = null)
    {
        var entity = Entity<T>();
        var root = entity.Group.Length == 0 ? $"/api/{entity.ApiVersion}" : $"/apis/{entity.Group}/{entity.ApiVersion}";
        return $"{root}/namespaces/{scope}/{entity.PluralName}{(name is null ? "" : "/" + name)}";
    }
}
