using Microsoft.Extensions.Primitives;

namespace MalariaPredictor.Backend.Api;

/// <summary>
/// Says on every response what a browser may do with it: nothing, unless the endpoint allows more. An answer is no page of another site, is
/// not taken for another type than it has, and its address is not handed to other sites.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>For the documentation, which is one script that shows <c>/openapi/v1.json</c>, all of it from here.</summary>
    private static readonly StringValues ForDocumentation =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly StringValues ForData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues SameOrigin = "same-origin";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(Documentation.Path, StringComparison.OrdinalIgnoreCase)
            ? ForDocumentation
            : ForData;
        headers["Referrer-Policy"] = SameOrigin;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        return next(context);
    }
}
