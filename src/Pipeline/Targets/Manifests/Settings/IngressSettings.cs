using System.ComponentModel;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record IngressSettings
{
    [Description("The public host name.")]
    [TextForm(TextForms.HostWords, TextForms.Host)]
    public required string Host { get; init; }

    [Description("The ingress class of the controller.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string Class { get; init; } = "nginx";

    [Description("The namespace of the controller's pods, from which requests are let in.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string ControllerNamespace { get; init; } = "ingress-nginx";

    [Description("The Secret with the certificate.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string TlsSecret { get; init; } = "malaria-predictor-tls";

    [Description("The cert-manager ClusterIssuer that writes that Secret; left out, somebody else does.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public string? ClusterIssuer { get; init; }
}

internal sealed record GatewaySettings
{
    [Description("The public host name.")]
    [TextForm(TextForms.HostWords, TextForms.Host)]
    public required string Host { get; init; }

    [Description("The Gateway that the route is attached to; it has the certificate.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public required string Name { get; init; }

    [Description("The namespace of the Gateway, whose listener must allow routes from this one.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public required string Namespace { get; init; }

    [Description("The namespace of the Gateway's pods, from which requests are let in; left out, that of the Gateway.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string? PodNamespace { get; init; }
}
