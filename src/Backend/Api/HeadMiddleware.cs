namespace MalariaPredictor.Backend.Api;

/// <summary>Answers HEAD as it would GET, without the body: link checkers and uptime probes ask so (RFC 9110, section 9.3.2).</summary>
public sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? WithoutBodyAsync(context) : next(context);

    private async Task WithoutBodyAsync(HttpContext context)
    {
        var body = context.Response.Body;
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Response.Body = body;
        }
    }
}
