using System.ComponentModel;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record MonitoringSettings
{
    [Description("The namespace of Prometheus, from which pods are scraped.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string Namespace { get; init; } = "monitoring";

    [Description("The Helm release of kube-prometheus-stack: it loads what bears its name as the label release, and nothing else.")]
    [TextForm(TextForms.LabelWords, TextForms.Label)]
    public string Release { get; init; } = "monitoring";
}
