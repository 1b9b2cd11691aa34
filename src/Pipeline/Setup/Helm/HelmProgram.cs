using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Setup.Helm;

/// <summary>Helm (3.8 or later, or 4), which finds the cluster as this program does: by the kubeconfig.</summary>
/// <param name="root">The checkout: paths of values are below it.</param>
internal sealed class HelmProgram(string root)
{
    private const string Program = "helm";

    /// <exception cref="UserFacingException">Helm is not here, or has failed: with its last words.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return (
                await new Tool(root).SucceedAsync(
                    [Program, .. arguments],
                    purpose,
                    $"The command was: {Program} {string.Join(' ', arguments)}",
                    cancellationToken
                )
            ).Output;
        }
        catch (UserFacingException missing) when (missing.InnerException is System.ComponentModel.Win32Exception)
        {
            throw new UserFacingException(
                "helm is not installed, and charts are installed by it",
                "Install Helm 3.8 or later: https://helm.sh/docs/intro/install",
                missing
            );
        }
    }

    public async Task<JsonNode?> AskAsync(IReadOnlyList<string> arguments, string purpose, CancellationToken cancellationToken)
    {
        var answer = await RunAsync([.. arguments, "--output", "json"], purpose, cancellationToken);
        try
        {
            return JsonNode.Parse(answer);
        }
        catch (JsonException strange)
        {
            throw new UserFacingException(
                $"{purpose}: helm did not answer with JSON: {strange.Message}",
                "Look whether helm version shows 3.8 or later.",
                strange
            );
        }
    }
}
