using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

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
