namespace MalariaPredictor.Backend.Api;

/// <summary>Answers an endpoint's request with bytes that are ready.</summary>
internal sealed class ReadyResult(ReadyBytes ready) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ready.SendAsync(httpContext);
}
