using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>What the server refuses in an object whose fields are all known; the rules that a deployer can run into.</summary>
internal static partial class Validation
{
    private const string NameForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character";
    private const int LargestData = 1024 * 1024;

    public static void Require(ResourceType type, JsonObject? before, JsonObject after)
    {
        string[] causes = [.. Problems(type, before, after)];
        if (causes.Length > 0)
        {
            throw ApiError.Invalid(type, after.Name(), causes);
        }
    }

    private static IEnumerable<string> Problems(ResourceType type, JsonObject? before, JsonObject after)
    {
        var name = after.Name();
        if (!Subdomain().IsMatch(name) || name.Length > 253)
        {
            yield return $"metadata.name: Invalid value: \"{name}\": {NameForm}";
        }
        foreach (var (key, value) in after.Labels())
        {
            if (!LabelValue().IsMatch(value!.GetValue<string>()) || value.GetValue<string>().Length > 63)
            {
                yield return $"metadata.labels: Invalid value: \"{value}\": a valid label must be an empty string or consist of "
                    + "alphanumeric characters, '-', '_' or '.'";
            }
        }
        if (type == ResourceType.ConfigMaps || type == ResourceType.Secrets)
        {
            if (
                before?["immutable"]?.GetValue<bool>() == true
                && !(JsonNode.DeepEquals(before["data"], after["data"]) && JsonNode.DeepEquals(before["immutable"], after["immutable"]))
            )
            {
                yield return "data: Forbidden: field is immutable when `immutable` is set";
            }
            if ((after["data"] as JsonObject)?.Sum(pair => pair.Key.Length + pair.Value!.GetValue<string>().Length) > LargestData)
            {
                yield return $"[]: Too long: must have at most {LargestData} bytes";
            }
        }
        if (type == ResourceType.Deployments)
        {
            foreach (var problem in Workload(before, after))
            {
                yield return problem;
            }
            if (after.Spec().Number("replicas") < 0)
            {
                yield return "spec.replicas: Invalid value: must be greater than or equal to 0";
            }
        }
        if (type == ResourceType.Jobs)
        {
            if (before is not null && !JsonNode.DeepEquals(before.Spec()["template"], after.Spec()["template"]))
            {
                yield return "spec.template: Invalid value: field is immutable";
            }
            if (after.Spec().Child("template").Spec().Text("restartPolicy") is not ("Never" or "OnFailure"))
            {
                yield return "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"";
            }
            foreach (var problem in Containers(after.Spec().Child("template").Spec()))
            {
                yield return problem;
            }
        }
        if (type == ResourceType.Services && before is not null && after.Spec().Text("clusterIP") != before.Spec().Text("clusterIP"))
        {
            yield return "spec.clusterIP: Invalid value: field is immutable";
        }
    }

    private static IEnumerable<string> Workload(JsonObject? before, JsonObject after)
    {
        var selector = after.Spec()["selector"] as JsonObject;
        if (selector?["matchLabels"] is not JsonObject { Count: > 0 })
        {
            yield return "spec.selector: Required value";
        }
        else if (!Selector.Labels(selector, after.Spec().Child("template").Labels()))
        {
            yield return "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`";
        }
        if (before is not null && !JsonNode.DeepEquals(before.Spec()["selector"], selector))
        {
            yield return "spec.selector: Invalid value: field is immutable";
        }
        foreach (var problem in Containers(after.Spec().Child("template").Spec()))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Containers(JsonObject spec)
    {
        var containers = spec.Items("containers").ToList();
        if (containers.Count == 0)
        {
            yield return "spec.template.spec.containers: Required value";
        }
        for (var i = 0; i < containers.Count; i++)
        {
            if (string.IsNullOrEmpty(containers[i].Text("image")))
            {
                yield return $"spec.template.spec.containers[{i}].image: Required value";
            }
            if (string.IsNullOrEmpty(containers[i].Text("name")))
            {
                yield return $"spec.template.spec.containers[{i}].name: Required value";
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();
}
