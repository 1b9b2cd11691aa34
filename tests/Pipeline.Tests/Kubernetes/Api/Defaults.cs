using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>What the server fills in where nothing is said; what clients and controllers rely on, not all of it.</summary>
internal static class Defaults
{
    private static int addresses;

    public static void Fill(ResourceType type, JsonObject item)
    {
        var spec = item["spec"] as JsonObject;
        if (type == ResourceType.Deployments && spec is not null)
        {
            Deployment(spec);
        }
        else if (type == ResourceType.Services && spec is not null)
        {
            Service(spec);
        }
        else if (type == ResourceType.Jobs && spec is not null)
        {
            Job(item, spec);
        }
        else if (type == ResourceType.Pods && spec is not null)
        {
            Pod(spec);
        }
        else if (type == ResourceType.Secrets)
        {
            Secret(item);
        }
    }

    private static void Deployment(JsonObject spec)
    {
        spec["replicas"] ??= 1;
        spec["revisionHistoryLimit"] ??= 10;
        spec["progressDeadlineSeconds"] ??= 600;
        spec.Child("strategy")["type"] ??= "RollingUpdate";
        if (spec.Child("strategy").Text("type") == "RollingUpdate")
        {
            spec.Child("strategy").Child("rollingUpdate")["maxSurge"] ??= "25%";
            spec.Child("strategy").Child("rollingUpdate")["maxUnavailable"] ??= "25%";
        }
        Pod(spec.Child("template").Spec());
    }

    private static void Service(JsonObject spec)
    {
        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        spec["clusterIP"] ??= $"10.96.{Interlocked.Increment(ref addresses) / 250}.{(addresses % 250) + 1}";
        foreach (var port in spec.Items("ports"))
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]!.DeepClone();
        }
    }

    private static void Job(JsonObject item, JsonObject spec)
    {
        spec["backoffLimit"] ??= 6;
        spec["completions"] ??= 1;
        spec["parallelism"] ??= 1;
        if (spec["selector"] is null && item.Metadata()["uid"] is { } uid)
        {
            spec["selector"] = new JsonObject
            {
                ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid.DeepClone() },
            };
            var labels = spec.Child("template").Metadata().Child("labels");
            labels["batch.kubernetes.io/controller-uid"] = uid.DeepClone();
            labels["batch.kubernetes.io/job-name"] = item.Name();
            labels["job-name"] = item.Name();
        }
        Pod(spec.Child("template").Spec());
    }

    private static void Pod(JsonObject spec)
    {
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        foreach (var container in spec.Items("containers"))
        {
            container["imagePullPolicy"] ??= "IfNotPresent";
            container["terminationMessagePath"] ??= "/dev/termination-log";
            foreach (var port in container.Items("ports"))
            {
                port["protocol"] ??= "TCP";
            }
        }
    }

    /// <summary>What is written as text is kept as bytes.</summary>
    private static void Secret(JsonObject item)
    {
        item["type"] ??= "Opaque";
        if (item["stringData"] is not JsonObject words)
        {
            return;
        }
        foreach (var (key, value) in words)
        {
            item.Child("data")[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value!.GetValue<string>()));
        }
        item.Remove("stringData");
    }
}
