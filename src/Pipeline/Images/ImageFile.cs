using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Images;

/// <summary>A Dockerfile or compose file, and the images it names by an outside version.</summary>
internal sealed partial record ImageFile(string Path, string Text)
{
    public static ImageFile Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>Each image without its digest, and the digest it is pinned to; null where it is not.</summary>
    public IEnumerable<(string Image, string? Digest)> Images =>
        Named()
            .Matches(Text)
            .Select(match => (match.Groups["image"].Value, match.Groups["digest"] is { Success: true } digest ? digest.Value : null));

    public ImageFile With(IReadOnlyDictionary<string, string> digests) =>
        this with
        {
            Text = Named()
                .Replace(
                    Text,
                    match => $"{match.Groups["before"].Value}{match.Groups["image"].Value}@{digests[match.Groups["image"].Value]}"
                ),
        };

    // An image that is built here has no version, and none outside.
    [GeneratedRegex(
        @"(?m)^(?<before>\s*(FROM\s+(--platform=\S+\s+)?|image:\s+))(?<image>[^\s@]+:v?[0-9][^\s@]*)(@(?<digest>sha256:[0-9a-f]{64}))?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Named();
}
