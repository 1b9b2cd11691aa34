using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Setup;

/// <summary>A plain cluster on which nothing has been set up, and the pipeline as a process that does.</summary>
internal sealed class SetupStage : IAsyncDisposable
{
    public const string Production = "malaria-prediction-production";
    public const string Monitoring = "monitoring";
    private readonly TemporaryFolder _folder = new();

    private SetupStage(Cluster cluster) => Cluster = cluster;

    public Cluster Cluster { get; }

    public ObjectStore Store => Cluster.Store;

    /// <summary>Of the processes that are started; what a person supplies.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public KubernetesEnvironment Environment { get; private set; } = null!;

    public string EnvironmentFile => _folder.File("production.yaml");

    public static async Task<SetupStage> CreateAsync(string more = "")
    {
        var stage = new SetupStage(await Cluster.StartAsync());
        System.IO.File.Copy(Checkout.At("deploy", "environments", "production.yaml"), stage.EnvironmentFile);
        await System.IO.File.AppendAllTextAsync(stage.EnvironmentFile, more, TestContext.Current.CancellationToken);
        stage.Environment = MalariaPredictor.Pipeline.Environments.EnvironmentFile.Read(stage.EnvironmentFile).Kubernetes!;
        stage.As(Cluster.AdminToken);
        foreach (
            var name in (string[])
                [
                    "DATABASE_URL",
                    "REDIS_URL",
                    "ERA5_API_KEY",
                    "MODIS_API_KEY",
                    "MAP_API_KEY",
                    "DHIS2_TOKEN",
                    "DHIS2_PASSWORD",
                    "SENTRY_DSN",
                    "SLACK_WEBHOOK_URL",
                    "GITHUB_TOKEN",
                ]
        )
        {
            stage.Variables[name] = "";
        }
        return stage;
    }

    /// <summary>Whose token the processes show.</summary>
    public void As(string token) => Variables["KUBECONFIG"] = Cluster.WriteKubeconfig(_folder.File("kubeconfig"), token);

    /// <summary>Where the processes look for the cluster instead.</summary>
    public void At(string url)
    {
        var path = Variables["KUBECONFIG"];
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path).Replace(Cluster.Url, url));
    }

    public string File(string name) => _folder.File(name);

    public Task<Cli.Result> RunAsync(string area, params string[] more) =>
        Cli.EndAsync(Cli.StartWith(Variables, Checkout.Root, ["setup", area, "--environment", EnvironmentFile, .. more]));

    public async Task<SetupDocument> DocumentAsync(string area, params string[] more)
    {
        var result = await RunAsync(area, ["--json", .. more]);
        return JsonSerializer.Deserialize(
            result.Output.Length > 0 ? result.Output : throw new InvalidOperationException(result.Errors),
            SetupJson.Default.SetupDocument
        )!;
    }

    public JsonObject? Find(ResourceType type, string scope, string name) => Store.Find(type, scope, name);

    /// <summary>The values of a Secret; null where there is none.</summary>
    public Dictionary<string, string>? Secret(string scope, string name) =>
        (Find(ResourceType.Secrets, scope, name)?["data"] as JsonObject)?.ToDictionary(
            pair => pair.Key,
            pair => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(pair.Value!.GetValue<string>()))
        );

    /// <summary>All that the cluster holds, with the version of every object: whether anything was written shows here.</summary>
    public string Everything() =>
        string.Join(
            '\n',
            Store.Everything().Select(one => $"{one.Type.Plural} {one.Item.Namespace()}/{one.Item.Name()} {one.Item.Version()}")
        );

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }
}
