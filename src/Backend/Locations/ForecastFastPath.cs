using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Observability;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// Answers the request that clients make most, one location's newest forecast, before routing: a dictionary lookup and a write.
/// Whatever is out of the ordinary (another method, a query, an unknown name) goes on to the endpoint, which says the same.
/// </summary>
public sealed class ForecastFastPath(
    RequestDelegate next,
    CurrentForecasts current,
    CurrentCountry country,
    RequestMetrics metrics,
    TimeProvider time
)
{
    private const string Prefix = ForecastEndpoints.Path + "/";
    private readonly RequestSeries _answered = metrics.Of("GET", ForecastEndpoints.LocationPath, StatusCodes.Status200OK);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return
            HttpMethods.IsGet(request.Method)
            && !request.QueryString.HasValue
            && request.Headers.IfNoneMatch.Count == 0
            && request.Path.Value is { } path
            && path.StartsWith(Prefix, StringComparison.Ordinal)
            && current.Snapshot is { } snapshot
            && snapshot.Find(path.AsSpan(Prefix.Length)) is { } forms
            && country.Value?.Lookup.IsAmbiguous(path.AsSpan(Prefix.Length)) != true
            ? AnswerAsync(context, Negotiation.WantsCsv(request.Headers.Accept) ? forms.Csv : forms.Json)
            : next(context);
    }

    private Task AnswerAsync(HttpContext context, Api.ReadyBytes ready)
    {
        var began = time.GetTimestamp();
        var sending = ready.SendAsync(context);
        if (sending.IsCompletedSuccessfully)
        {
            _answered.Record(time.GetElapsedTime(began));
            return Task.CompletedTask;
        }

        return SlowlyAsync(sending, began);
    }

    private async Task SlowlyAsync(Task sending, long began)
    {
        await sending;
        _answered.Record(time.GetElapsedTime(began));
    }
}
