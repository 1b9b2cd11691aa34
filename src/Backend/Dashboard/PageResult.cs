using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>Sends a page, and allows it the style sheet and images from here: no scripts, no frames, nothing from elsewhere.</summary>
public sealed class PageResult(ReadyBytes page, int status = StatusCodes.Status200OK) : IResult
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.ContentSecurityPolicy = Policy;
        return page.SendAsync(httpContext);
    }
}
