using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>A cluster in this process: a strict API server with its controllers and one node, on loopback.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string AdminToken = "admin";
    public const string DeployerToken = "deployer";
    private readonly ControllerLoop _controllers;
    private readonly HttpClient _http = new();

    private Cluster()
    {
        Server = new ApiServer(Store, TimeProvider.System) { Log = Node.Log };
        var time = TimeProvider.System;
        _controllers = new ControllerLoop(
            Store,
            new DeploymentController(time),
            new ReplicaSetController(Server.Admission, Server.Deletes, time),
            new JobController(Server.Admission, time),
            Node,
            new EndpointController(time),
            new GarbageController(Server.Deletes)
        );
        Server.Tokens[AdminToken] = Caller.Admin;
    }

    public ObjectStore Store { get; } = new();

    public ApiServer Server { get; }

    public Kubelet Node { get; } = new();

    public string Url => Server.Url;

    public static async Task<Cluster> StartAsync()
    {
        var cluster = new Cluster();
        await cluster.Server.StartAsync();
        cluster._controllers.Start();
        return cluster;
    }

    /// <summary>What stands in an environment before its first release, and a deployer with its Role.</summary>
    public async Task PrepareAsync(KubernetesEnvironment environment, string databaseUrl)
    {
        IEnumerable<IKubernetesObject> objects =
        [
            NamespaceManifest.Of(environment),
            AccessManifests.PodAccount(environment),
            AccessManifests.DeployerAccount(environment),
            AccessManifests.DeployerRole(environment),
            AccessManifests.DeployerBinding(environment),
            .. environment.Slots.OfType<string>().Select(slot => ServiceManifests.Slot(environment, slot)),
            .. environment.Slots.SelectMany(slot =>
                (IEnumerable<IKubernetesObject>)
                    [ScalingManifests.Autoscaler(environment, slot), ScalingManifests.DisruptionBudget(environment, slot)]
            ),
            new V1Secret
            {
                ApiVersion = "v1",
                Kind = "Secret",
                Metadata = new V1ObjectMeta { Name = SecretCatalog.Database.Name, NamespaceProperty = environment.Namespace },
                Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["DATABASE_URL"] = Encoding.UTF8.GetBytes(databaseUrl) },
            },
        ];
        foreach (var item in objects)
        {
            (await ApplyAsync(item)).Code.ShouldBe(200);
        }
        Server.Tokens[DeployerToken] = Caller.ServiceAccount(environment.Namespace, Names.DeployerAccount);
    }

    /// <summary>Applies a manifest as an administrator does.</summary>
    public Task<(int Code, JsonObject Body)> ApplyAsync(object item, string manager = "kubectl", bool force = false)
    {
        var json = JsonNode.Parse(KubernetesJson.Serialize(item))!.AsObject();
        var type = ResourceType.All.Single(type => type.Kind == json.Text("kind") && type.ApiVersion == json.Text("apiVersion"));
        return SendAsync(
            "PATCH",
            $"{PathOf(type, json.Namespace())}/{json.Name()}?fieldManager={manager}&force={(force ? "true" : "false")}",
            json,
            "application/apply-patch+yaml"
        );
    }

    public static string PathOf(ResourceType type, string scope) =>
        $"{(type.Group.Length == 0 ? "/api/" : "/apis/")}{type.ApiVersion}{(type.Namespaced ? $"/namespaces/{scope}" : "")}/{type.Plural}";

    public async Task<(int Code, JsonObject Body)> SendAsync(
        string method,
        string path,
        JsonNode? body = null,
        string kind = "application/json",
        string token = AdminToken
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Url + path));
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, kind);
        }
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["text"] = text });
    }

    /// <summary>The file by which kubectl and the pipeline find this cluster.</summary>
    public string WriteKubeconfig(string path, string token)
    {
        File.WriteAllText(
            path,
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{name: test, cluster: {server: "{{{Url}}}"}}]
            contexts: [{name: test, context: {cluster: test, user: test}}]
            users: [{name: test, user: {token: "{{{token}}}"}}]
            """
        );
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _controllers.DisposeAsync();
        await Server.DisposeAsync();
        await Node.DisposeAsync();
        _http.Dispose();
    }
}
