using System.Security.Cryptography;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

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
