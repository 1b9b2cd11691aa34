using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>Sends a page, and forbids it everything it does not need: scripts, frames, and anything from elsewhere.</summary>
public sealed class PageResult(ReadyBytes page, int status = StatusCodes.Status200OK) : IResult
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        return page.SendAsync(httpContext);
    }
}
