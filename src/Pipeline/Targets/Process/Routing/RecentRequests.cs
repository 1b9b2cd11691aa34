namespace MalariaPredictor.Pipeline.Targets.Process.Routing;

/// <summary>
/// The GET requests that were answered well lately, in memory and bounded, to be asked again of a new release. No headers, no bodies.
/// </summary>
internal sealed class RecentRequests
{
    private const int Kept = 512;
    private const int LongestPath = 512;
    private readonly string?[] _ring = new string?[Kept];
    private long _next;

    public void Note(HttpContext context)
    {
        var request = context.Request;
        if (
            !HttpMethods.IsGet(request.Method)
            || context.Response.StatusCode != StatusCodes.Status200OK
            || request.Path.StartsWithSegments("/health")
            || OfThisReleaseOnly(context.Response)
        )
        {
            return;
        }
        // As it came, still escaped: asked again it must be the same request.
        var path = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        if (path.Length <= LongestPath)
        {
            Volatile.Write(ref _ring[(Interlocked.Increment(ref _next) - 1) % Kept], path);
        }
    }

    /// <summary>What is immutable has its content in its name: the next release may well have another one.</summary>
    private static bool OfThisReleaseOnly(HttpResponse response) =>
        response.Headers.CacheControl.ToString().Contains("immutable", StringComparison.OrdinalIgnoreCase);

    /// <summary>Newest first, each once.</summary>
    public IReadOnlyList<string> Newest()
    {
        var next = Interlocked.Read(ref _next);
        return
        [
            .. Enumerable
                .Range(1, Kept)
                .Select(back => Volatile.Read(ref _ring[(next - back + Kept) % Kept]))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
