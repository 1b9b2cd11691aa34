using System.ComponentModel;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

internal sealed record ExternalSecretSettings
{
    [Description("The SecretStore or ClusterSecretStore.")]
    [TextForm(TextForms.NameWords, TextForms.Name)]
    public required string Store { get; init; }

    [Description("Which of the two it is.")]
    [TextForm("SecretStore or ClusterSecretStore", "^(Cluster)?SecretStore$")]
    public string Kind { get; init; } = "ClusterSecretStore";

    [Description("What stands before each Secret's name in the store, such as production/.")]
    [TextForm("a path of letters, digits, dots, hyphens, underscores and slashes", "^[A-Za-z0-9._/-]*$")]
    public string Prefix { get; init; } = "";

    [Description("How often it is fetched anew, such as 1h.")]
    [TextForm("a duration such as 30m or 1h", "^[1-9][0-9]*[smh]$")]
    public string Refresh { get; init; } = "1h";
}
