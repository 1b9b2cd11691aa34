namespace MalariaPredictor.Backend.Api;

/// <summary>
/// Refuses query parameters an endpoint does not know, by name: a misspelt filter that is silently ignored returns wrong data.
/// </summary>
internal static class KnownQuery
{
    public static RouteHandlerBuilder WithKnownQuery(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.AddEndpointFilter(
            async (context, next) =>
            {
                foreach (var asked in context.HttpContext.Request.Query.Keys)
                {
                    if (!names.Contains(asked, StringComparer.OrdinalIgnoreCase))
                    {
                        return Problems.UnknownValue("query parameter", asked, names);
                    }
                }

                return await next(context);
            }
        );
}
