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
