using System.Security.Cryptography;
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
