using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Images;

/// <summary>An image by its version, as a Dockerfile or a compose file names it.</summary>
/// <param name="Registry">The host that is asked, with its port.</param>
/// <param name="Repository">As the registry knows it.</param>
/// <param name="Tag">The version.</param>
internal sealed partial record ImageReference(string Registry, string Repository, string Tag)
{
    private const string Default = "registry-1.docker.io";

    /// <summary>A registry on this machine speaks without TLS, as with every other tool.</summary>
    public Uri Base => new($"{(Registry.StartsWith("localhost:", StringComparison.Ordinal) ? "http" : "https")}://{Registry}");

    /// <param name="text">Such as <c>redis:8.8.0</c> or <c>ghcr.io/owner/name:1.2</c>, without a digest.</param>
    public static ImageReference Parse(string text)
    {
        var parts = Parts().Match(text);
        var (path, tag) = (parts.Groups["path"].Value, parts.Groups["tag"].Value);
        var slash = path.IndexOf('/', StringComparison.Ordinal);

        // Without a host it is Docker Hub, and without an owner one of its official images.
        return slash > 0 && path[..slash].AsSpan().ContainsAny('.', ':')
            ? new(path[..slash], path[(slash + 1)..], tag)
            : new(Default, slash > 0 ? path : $"library/{path}", tag);
    }

    [GeneratedRegex("^(?<path>.+):(?<tag>[^:/]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}

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
