using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using Sodium;

namespace MalariaPredictor.Pipeline.Setup.GitHub;

/// <summary>
/// A secret of a deployment environment. GitHub never shows one again, so one that is there is taken to be right and is not overwritten. It
/// is sealed for GitHub's public key (libsodium's sealed box) before it leaves this process.
/// </summary>
/// <param name="client">The way to GitHub.</param>
/// <param name="path">Of the environment.</param>
/// <param name="environment">Its name.</param>
/// <param name="supplied">The value, where a person supplies one.</param>
/// <param name="without">What it means that there is none.</param>
internal sealed class EnvironmentSecret(
    GitHubClient client,
    string path,
    string environment,
    SuppliedSecret supplied,
    Func<CancellationToken, Task<ResourceStatus>> without
) : IResource
{
    private readonly string _path = $"{path}/secrets";

    public string Name => $"Secret {supplied.Name} of environment {environment}";

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken) =>
        await client.FindAsync($"{_path}/{supplied.Name}", cancellationToken) is not null ? ResourceStatus.AsWanted
        : supplied.IsGiven ? ResourceStatus.Missing("sealed for GitHub's key")
        : await without(cancellationToken);

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var value = supplied.Require();
        await DeploymentEnvironment.RequireAsync(client, path, environment, cancellationToken);
        var key = await client.GetAsync($"{_path}/public-key", cancellationToken);
        await client.PutAsync(
            $"{_path}/{supplied.Name}",
            new JsonObject
            {
                ["encrypted_value"] = Convert.ToBase64String(
                    SealedPublicKeyBox.Create(Encoding.UTF8.GetBytes(value), Convert.FromBase64String(key["key"]!.GetValue<string>()))
                ),
                ["key_id"] = key["key_id"]!.GetValue<string>(),
            },
            cancellationToken
        );
    }
}
