using k8s;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// The ways to the pods: the public one, whose selector names the slot that serves; one to each slot; and one for the scraper.
/// </summary>
internal static class ServiceManifests
{
    /// <param name="environment">Where.</param>
    /// <param name="slot">The slot that takes the traffic; null in an environment that rolls.</param>
    public static V1Service Public(KubernetesEnvironment environment, string? slot) =>
        Of(environment, Names.Service, Labels.Selector(slot), Http());

    public static V1Service Slot(KubernetesEnvironment environment, string slot) =>
        Of(environment, Names.SlotService(slot), Labels.Selector(slot), Http());

    /// <summary>Every pod of every slot, ready or not: one that is not ready has the most to tell.</summary>
    public static V1Service Metrics(KubernetesEnvironment environment)
    {
        var service = Of(
            environment,
            Names.MetricsService,
            Labels.Selector(slot: null),
            new()
            {
                Name = Names.MetricsPort,
                Port = Ports.Metrics,
                TargetPort = Names.MetricsPort,
                Protocol = "TCP",
            }
        );
        service.Metadata.Labels[Labels.Component] = Names.MetricsPort;
        service.Spec.ClusterIP = "None";
        service.Spec.PublishNotReadyAddresses = true;
        return service;
    }

    private static V1ServicePort Http() =>
        new()
        {
            Name = Names.HttpPort,
            Port = Ports.Public,
            TargetPort = Names.HttpPort,
            Protocol = "TCP",
        };

    private static V1Service Of(KubernetesEnvironment environment, string name, Dictionary<string, string> selector, V1ServicePort port) =>
        new()
        {
            ApiVersion = V1Service.KubeApiVersion,
            Kind = V1Service.KubeKind,
            Metadata = Labels.Metadata(environment, name),
            Spec = new V1ServiceSpec
            {
                Type = "ClusterIP",
                Selector = selector,
                Ports = [port],
            },
        };
}

/// <summary>The public address, by TLS only.</summary>
internal static class IngressManifest
{
    public static V1Ingress Of(KubernetesEnvironment environment, IngressSettings ingress)
    {
        var metadata = Labels.Metadata(environment, Names.Application);
        if (ingress.ClusterIssuer is { } issuer)
        {
            metadata.Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["cert-manager.io/cluster-issuer"] = issuer };
        }
        return new V1Ingress
        {
            ApiVersion = $"{V1Ingress.KubeGroup}/{V1Ingress.KubeApiVersion}",
            Kind = V1Ingress.KubeKind,
            Metadata = metadata,
            Spec = new V1IngressSpec
            {
                IngressClassName = ingress.Class,
                Tls = [new() { Hosts = [ingress.Host], SecretName = ingress.TlsSecret }],
                Rules =
                [
                    new()
                    {
                        Host = ingress.Host,
                        Http = new V1HTTPIngressRuleValue { Paths = [ToService()] },
                    },
                ],
            },
        };
    }

    private static V1HTTPIngressPath ToService() =>
        new()
        {
            Path = "/",
            PathType = "Prefix",
            Backend = new V1IngressBackend
            {
                Service = new V1IngressServiceBackend
                {
                    Name = Names.Service,
                    Port = new V1ServiceBackendPort { Name = Names.HttpPort },
                },
            },
        };
}

/// <summary>
/// The public address by a Gateway that the cluster's operators run, which has the certificate (gateway.networking.k8s.io/v1).
/// </summary>
internal sealed record HttpRoute : IKubernetesObject<V1ObjectMeta>, ISpec<HttpRouteSpec>
{
    public string ApiVersion { get; set; } = "gateway.networking.k8s.io/v1";

    public string Kind { get; set; } = "HTTPRoute";

    public required V1ObjectMeta Metadata { get; set; }

    public required HttpRouteSpec Spec { get; set; }

    public static HttpRoute Of(KubernetesEnvironment environment, GatewaySettings gateway) =>
        new()
        {
            Metadata = Labels.Metadata(environment, Names.Application),
            Spec = new HttpRouteSpec(
                [new GatewayReference(gateway.Name, gateway.Namespace)],
                [gateway.Host],
                [new HttpRouteRule([new HttpBackend(Names.Service, Ports.Public)])]
            ),
        };
}

internal sealed record HttpRouteSpec(
    IReadOnlyList<GatewayReference> ParentRefs,
    IReadOnlyList<string> Hostnames,
    IReadOnlyList<HttpRouteRule> Rules
);

internal sealed record GatewayReference(string Name, string Namespace);

internal sealed record HttpRouteRule(IReadOnlyList<HttpBackend> BackendRefs);

internal sealed record HttpBackend(string Name, int Port);
