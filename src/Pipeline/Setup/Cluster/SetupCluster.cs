using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Cluster;

/// <summary>What a setup asks of the API server: objects of any kind, in any namespace.</summary>
internal sealed class SetupCluster(Connection connection)
{
    /// <summary>Who owns the fields that a setup sets. A release has its own name: the two never set the same.</summary>
    public const string Manager = "malaria-setup";

    private const string Options = $"fieldManager={Manager}&fieldValidation=Strict";

    public async Task<JsonObject?> FindAsync(ClusterObject item, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(new(HttpMethod.Get, item.Path, $"read {item.Words}"), cancellationToken);
        }
        catch (ClusterRefusal refusal) when (refusal.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Server-side apply. Dry, it says what the object would be, and is refused as it would be.</summary>
    /// <exception cref="ClusterRefusal">A conflict where another manager owns a field with another value, and it is not forced.</exception>
    public Task<JsonObject> ApplyAsync(ClusterObject item, bool dryRun, bool force, CancellationToken cancellationToken) =>
        SendAsync(
            new(
                HttpMethod.Patch,
                $"{item.Path}?{Options}{(force ? "&force=true" : "")}{(dryRun ? "&dryRun=All" : "")}",
                $"{(dryRun ? "admit" : "apply")} {item.Words}",
                item.Json.ToJsonString(),
                ClusterRequest.Apply
            ),
            cancellationToken
        );

    /// <summary>Makes an object; what another has made meanwhile stays as it is.</summary>
    public async Task CreateAsync(ClusterObject item, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(
                new(HttpMethod.Post, $"{item.Collection}?{Options}", $"create {item.Words}", item.Json.ToJsonString()),
                cancellationToken
            );
        }
        catch (ClusterRefusal refusal) when (refusal.Exists)
        {
            // Somebody, or this very request whose answer was lost: the look that follows says whether it will do.
        }
    }

    /// <summary>Changes an object as it was read; refused when it has been changed since.</summary>
    public Task<JsonObject> MergeAsync(ClusterObject item, string asRead, JsonObject patch, CancellationToken cancellationToken)
    {
        patch["metadata"] = new JsonObject { ["resourceVersion"] = asRead };
        return SendAsync(
            new(HttpMethod.Patch, $"{item.Path}?{Options}", $"change {item.Words}", patch.ToJsonString(), ClusterRequest.Merge),
            cancellationToken
        );
    }

    /// <summary>Whether the cluster has a group of an operator's kinds, such as <c>monitoring.coreos.com/v1</c>.</summary>
    public async Task<bool> KnowsAsync(string groupAndVersion, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(
                new(HttpMethod.Get, $"/apis/{groupAndVersion}", $"say whether it knows {groupAndVersion}"),
                cancellationToken
            );
            return true;
        }
        catch (ClusterRefusal refusal) when (refusal.IsMissing)
        {
            return false;
        }
    }

    /// <param name="verb">Such as patch.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="scope">The namespace; null for the whole cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> MayAsync(string verb, ClusterKind kind, string? scope, CancellationToken cancellationToken)
    {
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
                    Group = kind.Group,
                    Resource = kind.Plural,
                },
            },
        };
        var answer = await SendAsync(
            new(
                HttpMethod.Post,
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "say what this user may do",
                KubernetesJson.Serialize(review)
            ),
            cancellationToken
        );
        return answer["status"]?["allowed"]?.GetValue<bool>() == true;
    }

    private async Task<JsonObject> SendAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await connection.SendAsync(request, cancellationToken))!.AsObject();
        }
        catch (ClusterRefusal refusal) when (refusal.Code == HttpStatusCode.Forbidden)
        {
            throw new UserFacingException(
                refusal.Message,
                "A setup is for somebody who may administer the cluster; kubectl auth whoami says who this is.",
                refusal
            );
        }
        catch (ClusterRefusal refusal)
            when (refusal.IsMissing
                && request.Method != HttpMethod.Get
                && refusal.Message.Contains("namespaces \"", StringComparison.Ordinal)
            )
        {
            throw new HeldException(refusal.Message, "./pipeline setup kubernetes makes the namespaces.");
        }
    }
}

/// <summary>Asks beforehand for every right that making some objects takes, and names all that are missing at once.</summary>
internal static class SetupRights
{
    private static readonly string[] Verbs = ["get", "create", "patch"];

    public static async Task RequireAsync(SetupCluster cluster, IEnumerable<ClusterObject> objects, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(
            objects.Select(item => (item.Kind, item.Namespace)).Distinct().Select(right => LackingAsync(right.Kind, right.Namespace))
        );
        string[] missing = [.. asked.OfType<string>()];
        if (missing.Length > 0)
        {
            throw new UserFacingException(
                $"this user lacks rights for the setup: {string.Join(", ", missing)}",
                "Have somebody who may administer the cluster run it, or grant these; nothing was changed."
            );
        }

        async Task<string?> LackingAsync(ClusterKind kind, string? scope)
        {
            var lacking = new List<string>();
            foreach (var verb in Verbs)
            {
                if (!await cluster.MayAsync(verb, kind, scope, cancellationToken))
                {
                    lacking.Add(verb);
                }
            }
            return lacking.Count == 0 ? null : $"{string.Join('/', lacking)} {kind}{(scope is null ? "" : $" in {scope}")}";
        }
    }
}

/// <summary>
/// A namespace that may have been there before and may hold what is not ours: made where it is missing, else left as it is.
/// </summary>
internal sealed class SharedNamespace(SetupCluster cluster, string name) : IResource
{
    private readonly ClusterObject _wanted = Manifest(name);

    public string Name => _wanted.Words;

    public static ClusterObject Manifest(string name) =>
        ClusterObject.Of(
            new V1Namespace
            {
                ApiVersion = V1Namespace.KubeApiVersion,
                Kind = V1Namespace.KubeKind,
                Metadata = new V1ObjectMeta { Name = name },
            }
        );

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken) =>
        await cluster.FindAsync(_wanted, cancellationToken) is null ? ResourceStatus.Missing() : ResourceStatus.AsWanted;

    public Task MakeAsync(CancellationToken cancellationToken) => cluster.CreateAsync(_wanted, cancellationToken);
}
