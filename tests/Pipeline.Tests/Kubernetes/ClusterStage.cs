using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using k8s;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>An environment of a test's own on a cluster of its own, and the pipeline as a process that releases into it.</summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    private const string Repository = "registry.test/malaria-predictor";
    private readonly TemporaryFolder _folder = new();

    private ClusterStage(Cluster cluster) => Cluster = cluster;

    public Cluster Cluster { get; }

    public KubernetesEnvironment Environment { get; private set; } = null!;

    public string EnvironmentFile => _folder.File("production.yaml");

    public static async Task<ClusterStage> CreateAsync(string more = "", string strategy = "blue-green", string backup = "never")
    {
        var stage = new ClusterStage(await Cluster.StartAsync());
        await File.WriteAllTextAsync(
            stage.EnvironmentFile,
            $$"""
            timings:
              ready: 90
              verify: 10
              watch: 0.2
              drain: 5
            backup: {{backup}}
            kubernetes:
              namespace: malaria-prediction-production
              image: {{Repository}}
              strategy: {{strategy}}
              replicas:
                minimum: 1
              configuration:
                LOG_LEVEL: WARNING
            {{more}}
            """
        );
        stage.Environment = MalariaPredictor.Pipeline.Environments.EnvironmentFile.Read(stage.EnvironmentFile).Kubernetes!;
        await stage.Cluster.PrepareAsync(stage.Environment, "sqlite:///" + stage._folder.File("test.db"));
        stage.Cluster.WriteKubeconfig(stage._folder.File("kubeconfig"), Cluster.DeployerToken);
        return stage;
    }

    /// <summary>Makes an image whose containers are real processes that behave as told.</summary>
    public string Image(string name, object? behavior = null)
    {
        var folder = Directory.CreateDirectory(_folder.File("image " + name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Built.TestSlot))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        var told = JsonSerializer.SerializeToNode(behavior ?? new { })!.AsObject();
        told["Commit"] = name.PadRight(40, '0');
        File.WriteAllText(Path.Combine(folder, "behavior.json"), told.ToJsonString());
        return Pushed(name, new ProcessImage(folder));
    }

    /// <summary>Makes an image whose pods answer in this process.</summary>
    public string Light(string name) => Pushed(name, new LightImage { Commit = name });

    public string Pushed(string name, IImage image)
    {
        var reference = $"{Repository}@sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
        Cluster.Node.Images[reference] = image;
        return reference;
    }

    /// <summary>The way to the cluster that the pipeline takes, for what is tested without its commands.</summary>
    public Connection Connect(string token, TimeSpan? tryFor = null) =>
        new(new KubernetesClientConfiguration { Host = Cluster.Url, AccessToken = token }, TimeProvider.System, tryFor);

    public ClusterApi Api(Connection connection) => new(connection, Environment.Namespace);

    public Task<Cli.Result> DeployAsync(string image, params string[] more) => RunAsync(["deploy", "--image", image, .. more]);

    public Task<Cli.Result> RunAsync(params string[] arguments) => Cli.EndAsync(Start(arguments));

    public Process Start(string[] arguments, params (string Name, string Value)[] variables) =>
        Cli.StartWith(
            new Dictionary<string, string>(variables.Select(one => KeyValuePair.Create(one.Name, one.Value)))
            {
                ["KUBECONFIG"] = _folder.File("kubeconfig"),
            },
            _folder.Path,
            [.. arguments, "--environment", EnvironmentFile]
        );

    public async Task<ClusterStatus> StatusAsync() =>
        JsonSerializer.Deserialize((await RunAsync("status", "--json")).ShouldSucceed().Output, DeploymentJson.Default.ClusterStatus)!;

    /// <summary>The journal as it stands in the cluster, with what has been archived of it.</summary>
    public JournalHistory History()
    {
        var archives = int.Parse(Data(RecordNames.Journal, "archived") ?? "0", CultureInfo.InvariantCulture);
        var maps = Enumerable.Range(1, archives).Select(RecordNames.Archive).Append(RecordNames.Journal);
        return new JournalHistory(
            JournalText.Decode(Encoding.UTF8.GetBytes(string.Concat(maps.Select(map => Data(map, "journal.log")))), "journal")
        );
    }

    /// <summary>The release that answers at the public Service.</summary>
    public async Task<string> AnswersAsync() => (await AskAsync("/work")).Text;

    public async Task<(int Code, string Text)> AskAsync(string path)
    {
        var (code, body) = await Cluster.SendAsync(
            "GET",
            $"/api/v1/namespaces/{Environment.Namespace}/services/{Names.Service}:http/proxy{path}"
        );
        return (code, body["text"]?.GetValue<string>() ?? body.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }

    private string? Data(string map, string key) =>
        Cluster.Store.Find(Kubernetes.Api.ResourceType.ConfigMaps, Environment.Namespace, map)?["data"]?[key]?.GetValue<string>();
}
