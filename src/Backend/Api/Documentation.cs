using Scalar.AspNetCore;

namespace MalariaPredictor.Backend.Api;

/// <summary><c>/openapi/v1.json</c> (OpenAPI 3.1) and <c>/docs</c>, which loads nothing from elsewhere.</summary>
internal static class Documentation
{
    public const string Path = "/docs";

    public static void AddDocumentation(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "Malaria Predictor";
                        document.Info.Version = "v1";
                        document.Info.Description =
                            "Calibrated malaria forecasts: 23 quantiles per location and horizon. Errors are RFC 9457 problem details.";
                        document.Servers?.Clear();
                        return Task.CompletedTask;
                    }
                );
            }
        );

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference(
            Path,
            options =>
                options
                    .WithTitle("Malaria Predictor API")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideClientButton()
                    .HideDeveloperTools()
                    .WithOpenApiRoutePattern("/openapi/v1.json")
        );
    }
}
