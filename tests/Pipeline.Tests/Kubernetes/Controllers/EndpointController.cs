using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

/// <summary>Services become EndpointSlices: the pods their selectors name, with what each says of being ready.</summary>
internal sealed class EndpointController(TimeProvider time) : IController
{
    public void Reconcile(ObjectStore store)
    {
        foreach (var service in store.All(ResourceType.Services).Where(service => service.Spec()["selector"] is JsonObject))
        {
            var publishes = service.Spec()["publishNotReadyAddresses"]?.GetValue<bool>() == true;
            var pods = store
                .List(ResourceType.Pods, service.Namespace())
                .Items.Where(pod =>
                    Selector.Map(service.Spec()["selector"] as JsonObject, pod.Labels())
                    && pod.Status().Text("podIP") is not null
                    && pod.Status().Text("phase") == "Running"
                )
                .ToList();
            var endpoints = new JsonArray([.. pods.Select(pod => Endpoint(pod, publishes))]);
            var ports = new JsonArray([.. service.Spec().Items("ports").Select(port => Port(port, pods.FirstOrDefault()))]);
            store.Change(
                ResourceType.EndpointSlices,
                service.Namespace(),
                service.Name() + "-slice",
                there =>
                {
                    var slice = there ?? NewSlice(service);
                    (slice["endpoints"], slice["ports"]) = (endpoints, ports);
                    return slice;
                }
            );
        }
    }

    private JsonObject NewSlice(JsonObject service) =>
        new()
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["addressType"] = "IPv4",
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name() + "-slice",
                ["namespace"] = service.Namespace(),
                ["uid"] = Guid.NewGuid().ToString(),
                ["creationTimestamp"] = time.GetUtcNow()
                    .ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                ["labels"] = new JsonObject
                {
                    [Endpoints.ServiceName] = service.Name(),
                    ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io",
                },
                ["ownerReferences"] = new JsonArray(service.OwnedBy(ResourceType.Services)),
            },
        };

    private static JsonObject Endpoint(JsonObject pod, bool publishes)
    {
        var ready = Subresources.IsReady(pod);
        return new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Status().Text("podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = publishes || (ready && !pod.IsGoing()),
                ["serving"] = ready,
                ["terminating"] = pod.IsGoing(),
            },
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["name"] = pod.Name(),
                ["namespace"] = pod.Namespace(),
                ["uid"] = pod.Uid(),
            },
        };
    }

    private static JsonObject Port(JsonObject port, JsonObject? pod)
    {
        var target = port["targetPort"];
        var number =
            target?.GetValueKind() == System.Text.Json.JsonValueKind.Number
                ? target.GetValue<int>()
                : pod?.Spec()
                    .Items("containers")
                    .SelectMany(container => container.Items("ports"))
                    .FirstOrDefault(one => one.Text("name") == target?.GetValue<string>())
                    ?.Number("containerPort")
                    ?? 0;
        return new JsonObject
        {
            ["name"] = port.Text("name") ?? "",
            ["port"] = number,
            ["protocol"] = "TCP",
        };
    }
}
