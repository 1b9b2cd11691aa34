using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>
/// The values that others' charts are installed with. The charts themselves are not here; what can be said without them is.
/// </summary>
public sealed partial class HelmValuesTests
{
    public static TheoryData<string> Charts { get; } = ["kube-prometheus-stack", "timescaledb", "redis"];

    [Theory]
    [MemberData(nameof(Charts))]
    public void The_command_that_installs_it_is_written_on_top_with_the_charts_version(string chart)
    {
        var head = File.ReadAllText(Location(chart));
        head.ShouldContain("helm upgrade --install");
        head.ShouldContain($"--values deploy/helm/{chart}.yaml");
        Install().Count(head).ShouldBe(Version().Count(head));
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void No_password_is_in_it_only_names_of_Secrets(string chart) =>
        Leaves(Values(chart)).Where(leaf => Secret().IsMatch(leaf.Path.Split('.')[^1])).ShouldAllBe(leaf => IsName(leaf));

    [Fact]
    public void The_database_is_what_the_application_expects()
    {
        var cluster = Values("timescaledb")["cluster"]!;
        var pods = Committed.Environment("production").Settings.Replicas.Maximum * 2;
        var connections = int.Parse(Committed.Environment("production").Settings.Configuration["MAX_CONNECTIONS"]);

        cluster["initdb"]!["owner"]!.GetValue<string>().ShouldBe("app_user");
        (pods * connections).ShouldBeLessThan(int.Parse(cluster["postgresql"]!["parameters"]!["max_connections"]!.GetValue<string>()));
    }

    [Fact]
    public void The_cache_is_let_through_by_its_label_and_reads_the_guides_Secret()
    {
        var values = Values("redis");
        var policy = Committed.OfKind("production", "NetworkPolicy").Single(one => one["metadata"]!["name"]!.GetValue<string>() == "cache");

        JsonNode.DeepEquals(policy["spec"]!["podSelector"]!["matchLabels"], values["podLabels"]).ShouldBeTrue();
        values["extraRedisEnvSecrets"]![0]!.GetValue<string>().ShouldBe(SecretCatalog.Cache.Name);
        values["image"]!["tag"]!.GetValue<string>().ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public void Alertmanager_finds_the_webhook_where_its_configuration_looks_for_it()
    {
        var mount = Values("kube-prometheus-stack")["alertmanager"]!["alertmanagerSpec"]!["volumeMounts"]![0]![
            "mountPath"
        ]!.GetValue<string>();
        File.ReadAllText(Checkout.At("deploy", "monitoring", "alertmanager.yaml"))
            .ShouldContain($"api_url_file: {mount}/slack-webhook-url");
    }

    private static string Location(string chart) => Checkout.At("deploy", "helm", chart + ".yaml");

    private static JsonObject Values(string chart) => YamlDocuments.Of(File.ReadAllText(Location(chart))).Single();

    private static bool IsName((string Path, string Text) leaf) => SecretName().IsMatch(leaf.Text) || leaf.Path.EndsWith("Key");

    private static IEnumerable<(string Path, string Text)> Leaves(JsonNode? node, string path = "") =>
        node switch
        {
            JsonObject map => map.SelectMany(pair => Leaves(pair.Value, $"{path}.{pair.Key}")),
            JsonArray list => list.SelectMany(item => Leaves(item, path)),
            null => [],
            _ => [(path, node.ToString())],
        };

    [GeneratedRegex("helm upgrade --install", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Install();

    [GeneratedRegex(@"--version [0-9]+\.[0-9]+\.[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex("password|secret|token", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("^(true|false|[a-z]+(-[a-z]+)+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();
}
