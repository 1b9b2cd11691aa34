using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

/// <summary>
/// What every pod must be, asked of the committed files: what the restricted Pod Security standard demands, and what we add to it.
/// </summary>
public sealed class PodTests
{
    public static TheoryData<string> Environments { get; } = ["staging", "production"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void A_pod_has_no_rights_and_no_token(string environment)
    {
        foreach (var pod in Committed.PodTemplates(environment).Select(template => template["spec"]!))
        {
            Said(pod, "securityContext.runAsNonRoot").ShouldBe("true");
            Said(pod, "securityContext.seccompProfile.type").ShouldBe("RuntimeDefault");
            Said(pod, "automountServiceAccountToken").ShouldBe("false");
            foreach (var absent in (string[])["hostNetwork", "hostPID", "hostIPC"])
            {
                pod[absent].ShouldBeNull();
            }
            foreach (var volume in pod["volumes"]!.AsArray())
            {
                volume!["emptyDir"]!["sizeLimit"].ShouldNotBeNull();
            }
            foreach (var container in Containers(pod))
            {
                Said(container, "securityContext.allowPrivilegeEscalation").ShouldBe("false");
                Said(container, "securityContext.readOnlyRootFilesystem").ShouldBe("true");
                container["securityContext"]!["capabilities"]!["drop"]!.ToJsonString().ShouldBe("""["ALL"]""");
                container["securityContext"]!["privileged"].ShouldBeNull();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void A_container_asks_for_what_it_needs_and_is_named_by_digest(string environment)
    {
        foreach (var container in Committed.PodTemplates(environment).SelectMany(template => Containers(template["spec"]!)))
        {
            Said(container, "image").ShouldMatch("^ghcr.io/[a-z/-]+@sha256:[0-9a-f]{64}$");
            foreach (var resource in (string[])["cpu", "memory", "ephemeral-storage"])
            {
                container["resources"]!["requests"]![resource].ShouldNotBeNull();
                container["resources"]!["limits"]![resource].ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void A_serving_pod_is_probed_and_is_killed_only_after_it_may_have_ended(string environment)
    {
        foreach (var deployment in Committed.OfKind(environment, "Deployment"))
        {
            var pod = deployment["spec"]!["template"]!["spec"]!;
            var container = Containers(pod).Single();
            foreach (var probe in (string[])["startup", "readiness", "liveness"])
            {
                Said(container, $"{probe}Probe.httpGet.path").ShouldBe("/health/" + probe);
            }
            var config = Committed.OfKind(environment, "ConfigMap").First()["data"]!;
            var drain = int.Parse(config["DRAIN_SECONDS"]!.GetValue<string>());
            var wait = int.Parse(Said(container, "lifecycle.preStop.sleep.seconds"));

            // The backend itself ends what is in flight within 30 s of its drain.
            int.Parse(Said(pod, "terminationGracePeriodSeconds")).ShouldBeGreaterThan(wait + drain + 30);
            pod["topologySpreadConstraints"]!.AsArray().Count.ShouldBe(2);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void The_namespace_refuses_pods_that_are_not_restricted(string environment)
    {
        var labels = Committed.OfKind(environment, "Namespace").Single()["metadata"]!["labels"]!;

        labels["environment"]!.GetValue<string>().ShouldBe(environment);
        labels["pod-security.kubernetes.io/enforce"]!.GetValue<string>().ShouldBe("restricted");
    }

    private static IEnumerable<JsonNode> Containers(JsonNode pod) => pod["containers"]!.AsArray().Select(container => container!);

    private static string Said(JsonNode node, string path) =>
        path.Split('.')
            .Aggregate(node, (at, key) => at[key] ?? throw new KeyNotFoundException($"{path} is not there in {node}"))
            .ToString();
}
