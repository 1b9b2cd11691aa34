using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>Images are named by digest: a tag can be moved, and what was judged would not be what runs.</summary>
internal static partial class ImageName
{
    public static bool HasDigest(string image) => WithDigest().IsMatch(image);

    [GeneratedRegex("^[^@\\s]+@sha256:[0-9a-f]{64}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithDigest();
}
