using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Models;

/// <summary>SHA-256 over everything a model sees of a panel: names, periods, and the bits of each value.</summary>
internal static class PanelDigest
{
    public static string Of(Panel panel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{panel.First}+{panel.Count}");
        foreach (var variable in panel.Variables)
        {
            Append(hash, variable);
        }

        for (var location = 0; location < panel.Locations.Count; location++)
        {
            Append(hash, panel.Locations[location]);
            foreach (var variable in panel.Variables)
            {
                hash.AppendData(MemoryMarshal.AsBytes(panel.Series(location, variable)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The length goes first: else "ab","c" and "a","bc" would be the same.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
