using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>Everything that is not named here is cut off.</summary>
internal sealed record NetworkSettings
{
    [Description("Networks of databases and caches outside of the namespace; inside of it they are always reached.")]
    [TextForm(TextForms.NetworkWords, TextForms.Network)]
    public IReadOnlyList<string> Stores { get; init; } = [];

    [Description("The database's port.")]
    [Range(1, 65535)]
    public int DatabasePort { get; init; } = 5432;

    [Description("The cache's port.")]
    [Range(1, 65535)]
    public int CachePort { get; init; } = 6379;

    [Description(
        "Networks of the control plane, from which the gates ask an idle slot through the API server; not needed where it "
            + "reaches pods anyway."
    )]
    [TextForm(TextForms.NetworkWords, TextForms.Network)]
    public IReadOnlyList<string> ControlPlane { get; init; } = [];

    [Description("Networks that the data sources' HTTPS must not lead into: the cluster's own and private ones.")]
    [TextForm(TextForms.NetworkWords, TextForms.Network)]
    public IReadOnlyList<string> Private { get; init; } =
    ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
}

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
