namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// Answers the request that clients make most, one location's newest forecast, at the endpoint but before its parameters are read: a
/// dictionary lookup and a write. Whatever applies to the endpoint has been applied by then. What is out of the ordinary (a query, an
/// unknown name) goes on to the endpoint's own handler, which says the same.
/// </summary>
internal static class ForecastFastPath
{
    public static void AnswerFast(this RouteHandlerBuilder endpoint, string parameter) =>
        endpoint.Finally(builder =>
        {
            var current = builder.ApplicationServices.GetRequiredService<CurrentForecasts>();
            var handler = builder.RequestDelegate ?? throw new InvalidOperationException("The endpoint has no handler yet.");
            builder.RequestDelegate = context =>
                !context.Request.QueryString.HasValue
                && context.Request.RouteValues.TryGetValue(parameter, out var value)
                && value is string name
                && current.Snapshot?.Find(name) is { } forms
                    ? (Negotiation.WantsCsv(context.Request.Headers.Accept) ? forms.Csv : forms.Json).SendAsync(context)
                    : handler(context);
        });
}
