using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Modis;
using MalariaPredictor.Backend.Tests.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

/// <summary>Two places of 5 km, West and East, with cases from January 2024 on.</summary>
internal static class ModisPlaces
{
    public const string Shapes = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"West"},"geometry":
         {"type":"Polygon","coordinates":[[[30,1],[30.05,1],[30.05,1.05],[30,1.05],[30,1]]]}},
        {"type":"Feature","properties":{"name":"East"},"geometry":
         {"type":"Polygon","coordinates":[[[30.05,1],[30.1,1],[30.1,1.05],[30.05,1.05],[30.05,1]]]}}
        ]}
        """;

    public static async Task<ConnectorStage> StageAsync(
        ServiceStub stub,
        string section,
        string? key = null,
        string shapes = Shapes,
        string first = "2024-01",
        Scratch? scratch = null
    )
    {
        if (scratch is null)
        {
            scratch = await Scratch.MigratedAsync();
            await scratch.ImportAsync($"{Scratch.Header}{first},West,5\n{first},East,7\n", shapes);
        }

        var clock = new HastyClock(new DateTimeOffset(2024, 6, 20, 0, 0, 0, TimeSpan.Zero));
        var catalog = Catalog(scratch, clock, section, key);
        return new ConnectorStage(scratch, stub, catalog.Connectors.Single(), catalog, clock);
    }

    public static SourceCatalog Catalog(Scratch scratch, TimeProvider clock, string section, string? key = null, string? url = null) =>
        SourceCatalog.Read(
            new SourceTools(
                scratch.Database,
                clock,
                name =>
                    name switch
                    {
                        SourceCatalog.TextVariable => section,
                        ModisSettings.KeyVariable => key,
                        ModisSettings.UrlVariable => url,
                        _ => null,
                    }
            )
            {
                Timeout = ConnectorStage.ShortTimeout,
            }
        );
}
