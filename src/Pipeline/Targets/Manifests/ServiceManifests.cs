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
