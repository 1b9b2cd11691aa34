using System.Security.Cryptography;
using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>The hash of a release's record, kept in it: a record that was changed afterwards does not match its seal.</summary>
internal static class ReleaseSeal
{
    public static Release Put(Release release) => release with { Seal = Of(release) };

    public static string Of(Release release) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(release with { Seal = null }, ContractJson.Default.Release))
        );
}
