using System.Text.Json;
using MalariaPredictor.Backend.Hierarchies;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// The total of all locations or of a group as JSON: a forecast like any location's, with what is in it and what its range rests on.
/// </summary>
internal static class TotalDocument
{
    public static byte[] Of(ForecastRun run, Total total, Group? group = null, string? parent = null) =>
        ForecastDocument.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("location", total.Name);
            if (group is not null)
            {
                WriteGroup(json, group, parent);
            }

            ForecastDocument.WriteRun(json, run);
            json.WriteNumber("locations", total.Included);
            WriteNames(json, "leftOut", total.LeftOut);
            WriteDependence(json, total);
            if (total.Horizons.Count == 0)
            {
                json.WriteString("statement", "Too little data: no location has a forecast to add up.");
            }

            ForecastDocument.WriteForecasts(json, total.Horizons);
            ForecastDocument.WriteSpecies(json, total.Species);
            json.WriteEndObject();
        });

    public static void WriteGroup(Utf8JsonWriter json, Group group, string? parent)
    {
        json.WriteString("parent", parent);
        json.WriteNumber("level", group.Level);
        WriteNames(json, "groups", group.Groups);
        WriteNames(json, "members", group.Locations);
    }

    public static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    private static void WriteDependence(Utf8JsonWriter json, Total total)
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

/// <summary>Every group with its total, depth first, as one document.</summary>
internal static class GroupDocument
{
    public static byte[] Of(ForecastSnapshot snapshot) =>
        ForecastDocument.Write(json =>
        {
            json.WriteStartObject();
            ForecastDocument.WriteRun(json, snapshot.Run);
            json.WriteNumber("levels", snapshot.Hierarchy.Levels);
            json.WriteStartArray("groups");
            foreach (var group in snapshot.Hierarchy.Groups)
            {
                if (snapshot.Totals.Of(group.Name) is { } total)
                {
                    json.WriteStartObject();
                    json.WriteString("name", group.Name);
                    TotalDocument.WriteGroup(json, group, snapshot.Hierarchy.Above(group.Name).FirstOrDefault()?.Name);
                    json.WriteNumber("locations", total.Included);
                    TotalDocument.WriteNames(json, "leftOut", total.LeftOut);
                    ForecastDocument.WriteForecasts(json, total.Horizons);
                    ForecastDocument.WriteSpecies(json, total.Species);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static byte[] CsvOf(ForecastSnapshot snapshot) =>
        ForecastTableCsv.Of(
            snapshot.Run,
            snapshot.Hierarchy.Groups.Select(group => snapshot.Totals.Of(group.Name)?.Forecast).OfType<LocationForecast>()
        );
}
