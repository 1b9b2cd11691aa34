using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

/// <summary>Pod Security admission, level <c>restricted</c>: refuses pods in a namespace that enforces it.</summary>
internal static class PodSecurity
{
    public static void Require(JsonObject? scope, JsonObject pod)
    {
        if (
            scope?.Labels().Text("pod-security.kubernetes.io/enforce") != "restricted"
            || Violations(pod.Spec()).ToList() is not { Count: > 0 } found
        )
        {
            return;
        }
        throw ApiError.Forbidden(
            ResourceType.Pods,
            pod.Name(),
            $"violates PodSecurity \"restricted:{scope.Labels().Text("pod-security.kubernetes.io/enforce-version") ?? "latest"}\": "
                + $"{string.Join(", ", found)}"
        );
    }

    private static IEnumerable<string> Violations(JsonObject spec)
    {
        var ofPod = spec["securityContext"] as JsonObject;
        foreach (var container in spec.Items("containers"))
        {
            var own = container["securityContext"] as JsonObject;
            var name = container.Text("name");
            if (own?["allowPrivilegeEscalation"]?.GetValue<bool>() != false)
            {
                yield return $"allowPrivilegeEscalation != false (container \"{name}\" must set "
                    + "securityContext.allowPrivilegeEscalation=false)";
            }
            if ((own?["capabilities"]?["drop"] as JsonArray)?.Any(one => one!.GetValue<string>() == "ALL") != true)
            {
                yield return $"unrestricted capabilities (container \"{name}\" must set securityContext.capabilities.drop=[\"ALL\"])";
            }
            if ((own?["runAsNonRoot"] ?? ofPod?["runAsNonRoot"])?.GetValue<bool>() != true)
            {
                yield return $"runAsNonRoot != true (pod or container \"{name}\" must set securityContext.runAsNonRoot=true)";
            }
            if ((own?["seccompProfile"] ?? ofPod?["seccompProfile"])?["type"]?.GetValue<string>() is not ("RuntimeDefault" or "Localhost"))
            {
                yield return $"seccompProfile (pod or container \"{name}\" must set securityContext.seccompProfile.type to "
                    + "\"RuntimeDefault\" or \"Localhost\")";
            }
        }
    }
}
