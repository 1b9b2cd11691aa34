using MalariaPredictor.Backend.Hosting;
using Microsoft.Extensions.Primitives;

namespace MalariaPredictor.Backend.Api;

/// <summary>Says on every response which release answered; asks clients to leave once the process is stopping.</summary>
internal sealed class ReleaseMiddleware(RequestDelegate next, ReleaseInfo release, Draining draining)
{
    private static readonly StringValues Close = "close";
    private readonly StringValues _release = release.Id;

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["X-Release"] = _release;
        if (draining.Began)
        {
            context.Response.Headers.Connection = Close;
        }

        return next(context);
    }
}
