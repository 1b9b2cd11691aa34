namespace MalariaPredictor.Backend.Forecasts;

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
