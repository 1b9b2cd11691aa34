using System.Text.Json.Nodes;
using k8s;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>What one manifest says of another is true.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Environments { get; } = ["staging", "production"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_selector_selects_a_pod(string environment)
    {
        var settings = EnvironmentFile.Read(Checkout.At("deploy", "environments", environment + ".yaml")).Kubernetes!;
        // A Job of data import is made when it is needed, not committed.
        var fetching = DataManifests.Job(settings, ReleaseParts.ByHand(settings), "data-fetch", [], outside: true);
        List<JsonObject> pods =
        [
            .. Committed.PodTemplates(environment).Select(template => template["metadata"]!["labels"]!.AsObject()),
            JsonNode.Parse(KubernetesJson.Serialize(fetching))!["spec"]!["template"]!["metadata"]!["labels"]!.AsObject(),
        ];
        var selectors = Committed
            .OfKind(environment, "Service")
            .Select(service => service["spec"]!["selector"]!.AsObject())
            .Concat(
                Committed.OfKind(environment, "PodDisruptionBudget").Concat(Committed.OfKind(environment, "Deployment")).Select(MatchLabels)
            )
            .Concat(
                Committed
                    .OfKind(environment, "NetworkPolicy")
                    .Where(policy => Name(policy) is not ("database" or "cache"))
                    .Select(policy => policy["spec"]!["podSelector"]!["matchLabels"] as JsonObject ?? [])
            );

        selectors.ShouldAllBe(selector => pods.Any(labels => selector.All(pair => JsonNode.DeepEquals(labels[pair.Key], pair.Value))));
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void An_autoscaler_scales_a_Deployment_that_is_there_and_each_has_one(string environment) =>
        Committed
            .OfKind(environment, "HorizontalPodAutoscaler")
            .Select(scaler => scaler["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>())
            .ShouldBe(Committed.OfKind(environment, "Deployment").Select(Name), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Environments))]
    public void The_monitor_finds_the_metrics_Service_and_the_stack_finds_the_monitor(string environment)
    {
        var monitor = Committed.OfKind(environment, "ServiceMonitor").Single();
        var service = Committed.OfKind(environment, "Service").Single(one => Name(one) == Names.MetricsService);

        MatchLabels(monitor).ShouldAllBe(pair => JsonNode.DeepEquals(service["metadata"]!["labels"]![pair.Key], pair.Value));
        monitor["metadata"]!["labels"]!["release"]!.GetValue<string>().ShouldBe("monitoring");
        monitor["spec"]!["endpoints"]![0]!["port"]!.GetValue<string>().ShouldBe(service["spec"]!["ports"]![0]!["name"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void The_rules_watch_this_environment_and_the_stack_loads_them(string environment)
    {
        var rules = Committed.OfKind(environment, "PrometheusRule").Single();

        rules["metadata"]!["labels"]!["release"]!.GetValue<string>().ShouldBe("monitoring");
        rules.ToJsonString().ShouldContain($"malaria-predictor-{environment}");
        rules.ToJsonString().ShouldNotContain(environment == "staging" ? "malaria-predictor-production" : "malaria-predictor-staging");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void What_needs_an_operator_is_apart_so_that_a_plain_cluster_takes_the_rest(string environment) =>
        Directory
            .EnumerateFiles(Committed.Folder(environment), "*.yaml")
            .Where(file => File.ReadAllText(file).Contains("apiVersion: monitoring.coreos.com"))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Environments))]
    public void Secrets_are_referenced_by_name_and_none_is_in_the_repository(string environment)
    {
        Committed.OfKind(environment, "Secret").ShouldBeEmpty();
        var known = SecretCatalog.All.SelectMany(secret => secret.Keys.Select(key => $"{secret.Name}/{key.Key}")).ToList();
        var used =
            from template in Committed.PodTemplates(environment)
            from variable in template["spec"]!["containers"]![0]!["env"]!.AsArray()
            let secret = variable!["valueFrom"]?["secretKeyRef"]
            where secret is not null
            select $"{secret["name"]}/{secret["key"]}";
        used.Distinct().Count().ShouldBe(10);
        used.ShouldAllBe(reference => known.Contains(reference));
    }

    [Fact]
    public void Production_has_two_slots_and_the_Service_names_the_one_that_serves()
    {
        Committed.OfKind("production", "Deployment").Select(Name).ShouldBe(["malaria-predictor-api-blue", "malaria-predictor-api-green"]);
        var service = Committed.OfKind("production", "Service").Single(one => Name(one) == "malaria-predictor-service");
        service["spec"]!["selector"]!["slot"]!.GetValue<string>().ShouldBe("blue");
    }

    [Fact]
    public void Staging_has_one_Deployment_which_rolls_without_losing_a_pod()
    {
        var deployment = Committed.OfKind("staging", "Deployment").Single();

        Name(deployment).ShouldBe("malaria-predictor-api");
        deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!.GetValue<long>().ShouldBe(0);
    }

    private static string Name(JsonObject manifest) => manifest["metadata"]!["name"]!.GetValue<string>();

    private static JsonObject MatchLabels(JsonObject manifest) => manifest["spec"]!["selector"]!["matchLabels"]!.AsObject();
}
