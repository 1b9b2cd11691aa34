using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Setup.Cluster;
using MalariaPredictor.Pipeline.Setup.Resources;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

/// <summary>What a Secret is made of where there is none yet.</summary>
/// <param name="Values">By key; each is made or read only at the moment in which the Secret is written.</param>
/// <param name="Essential">The keys that an existing one must have as well.</param>
/// <param name="Without">Where there are no values: why, and what that means.</param>
internal sealed record SecretRecipe(
    IReadOnlyDictionary<string, Func<string>> Values,
    IReadOnlyList<string> Essential,
    ResourceStatus? Without = null
)
{
    public static SecretRecipe None(ResourceStatus why) => new(new Dictionary<string, Func<string>>(StringComparer.Ordinal), [], why);

    /// <summary>All values are essential.</summary>
    public static SecretRecipe Of(params IReadOnlyList<(string Key, Func<string> Value)> values) =>
        new(values.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal), [.. values.Select(pair => pair.Key)]);
}

/// <summary>
/// Passwords from the system's cryptographic source, in hexadecimal digits: these need no quoting, in a URL or anywhere else.
/// </summary>
internal static class Password
{
    private const int ForPeopleAndStores = 48;
    private const int ForKeys = 64;

    /// <summary>192 bits.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(ForPeopleAndStores, lowercase: true);

    /// <summary>256 bits.</summary>
    public static string NewKey() => RandomNumberGenerator.GetHexString(ForKeys, lowercase: true);
}

/// <summary>
/// A Secret that is made once. What it holds is never overwritten, never read into a plan and never printed; a key that it lacks is added.
/// </summary>
/// <param name="cluster">Where.</param>
/// <param name="name">Its name and namespace, with its labels.</param>
/// <param name="recipe">What it is made of, which may depend on other Secrets; null content of a key never happens.</param>
/// <param name="type">Of the Secret.</param>
internal sealed class CreatedSecret(
    SetupCluster cluster,
    V1ObjectMeta name,
    Func<CancellationToken, Task<SecretRecipe>> recipe,
    string type = CreatedSecret.Opaque
) : IResource
{
    public const string Opaque = "Opaque";

    /// <summary>With username and password: what the database's operator takes.</summary>
    public const string BasicAuth = "kubernetes.io/basic-auth";

    /// <summary>With a registry's credentials: what the nodes take.</summary>
    public const string DockerConfig = "kubernetes.io/dockerconfigjson";

    private readonly ClusterObject _empty = Manifest(name, type, new Dictionary<string, string>());

    public string Name => _empty.Words;

    public static ClusterObject Manifest(V1ObjectMeta name, string type, IReadOnlyDictionary<string, string> values) =>
        ClusterObject.Of(
            new V1Secret
            {
                ApiVersion = V1Secret.KubeApiVersion,
                Kind = V1Secret.KubeKind,
                Metadata = name,
                Type = type,
                Data = values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal),
            }
        );

    public async Task<ResourceStatus> ObserveAsync(CancellationToken cancellationToken)
    {
        var made = await recipe(cancellationToken);
        if (await cluster.FindAsync(_empty, cancellationToken) is not { } live)
        {
            return made.Values.Count == 0 ? made.Without! : ResourceStatus.Missing($"with {string.Join(", ", made.Values.Keys)}");
        }
        var (can, cannot) = Lacking(live, made);
        return cannot.Count > 0
                ? ResourceStatus.Held(
                    $"it has no {string.Join(", no ", cannot)}, and is not overwritten: add it, or delete the Secret to have it made"
                )
            : can.Count > 0 ? ResourceStatus.Differs([$"it has no {string.Join(", no ", can)}: added; what it has stays"])
            : ResourceStatus.AsWanted;
    }

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var made = await recipe(cancellationToken);
        if (await cluster.FindAsync(_empty, cancellationToken) is not { } live)
        {
            await cluster.CreateAsync(
                Manifest(name, type, made.Values.ToDictionary(pair => pair.Key, pair => pair.Value(), StringComparer.Ordinal)),
                cancellationToken
            );
            return;
        }
        var added = new JsonObject();
        foreach (var key in Lacking(live, made).Can)
        {
            added[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(made.Values[key]()));
        }
        await cluster.MergeAsync(
            _empty,
            live["metadata"]!["resourceVersion"]!.GetValue<string>(),
            new JsonObject { ["data"] = added },
            cancellationToken
        );
    }

    private static (IReadOnlyList<string> Can, IReadOnlyList<string> Cannot) Lacking(JsonObject live, SecretRecipe made)
    {
        var lacking = made.Essential.Where(key => live["data"]?[key] is null).ToLookup(made.Values.ContainsKey);
        return ([.. lacking[true]], [.. lacking[false]]);
    }
}
