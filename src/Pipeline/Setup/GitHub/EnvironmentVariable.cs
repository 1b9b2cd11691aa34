using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>A variable of a deployment environment: no secret, so it is compared, shown and changed.</summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="path">Of the environment.</param>
/// <param name="environment">Its name.</param>
/// <param name="supplied">The value, where a person supplies one; else what is there stays.</param>
/// <param name="without">What it means that there is none.</param>
internal sealed class EnvironmentVariable(
    GitHubClient client,
    string path,
    string environment,
    SuppliedSecret supplied,
    ResourceStatus without
) : IResource
{
    private readonly string _path = $"{path}/variables";

    public string Name => $"Variable {supplied.Name} of environment {environment}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        var live = (await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken))?["value"]?.GetValue<string>();
        if (!supplied.IsGiven)
        {
            return live is null ? without : ResourceStatus.AsWanted;
        }
        return live is null ? ResourceStatus.Missing()
            : live == supplied.Value ? ResourceStatus.AsWanted
            : ResourceStatus.Differs(["another value is supplied"]);
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await DeploymentEnvironment.RequireAsync(client, path, environment, cancellationToken);
        var body = new JsonObject { ["name"] = supplied.Name, ["value"] = supplied.Require() };
        if (await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken) is null)
        {
            await client.PostAsync(_path, body, cancellationToken);
        }
        else
        {
            await client.PatchAsync($"{_path}/{supplied.Name}", body, cancellationToken);
        }
    }
}
