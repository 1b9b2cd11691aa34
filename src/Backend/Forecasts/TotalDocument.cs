using System.Text.Json;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>The total of all locations as JSON: a forecast like any location's, with what is in it and what its range rests on.</summary>
internal static class TotalDocument
{
    public static byte[] Of(ForecastRun run, CountryTotal total) => ForecastDocument.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("location", CountryTotal.Name);
        ForecastDocument.WriteRun(json, run);
        json.WriteNumber("locations", total.Included);
        json.WriteStartArray("leftOut");
        foreach (var name in total.LeftOut)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        WriteDependence(json, total);
        if (total.Horizons.Count == 0)
        {
            json.WriteString("statement", "Too little data: no location has a forecast to add up.");
        }

        ForecastDocument.WriteForecasts(json, total.Horizons);
        json.WriteEndObject();
    });

    private static void WriteDependence(Utf8JsonWriter json, CountryTotal total)
    {
        json.WriteStartObject("dependence");
        json.WriteNumber("origins", total.Dependence.Origins);
        json.WriteStartArray("commonShare");
        foreach (var forecast in total.Horizons)
        {
            json.WriteStartObject();
            json.WriteNumber("horizon", forecast.Horizon);
            json.WriteNumber("share", Math.Round(total.Dependence.ShareAt(forecast.Horizon), 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
