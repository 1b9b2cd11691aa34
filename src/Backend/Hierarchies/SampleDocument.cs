using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Forecasts;

namespace MalariaPredictor.Backend.Hierarchies;

/// <summary>The draws of a location, a group, or the country, as JSON and CSV.</summary>
internal static class SampleDocument
{
    /// <summary>Null where nothing has that name.</summary>
    public static ForecastForms? Of(ForecastSnapshot snapshot, string name)
    {
        var (run, hierarchy) = (snapshot.Run, snapshot.Hierarchy);
        var below = run.Locations.Any(location => location.Location == name) ? [name]
            : hierarchy.Find(name) is { } group ? hierarchy.Below(group).ToHashSet(StringComparer.Ordinal)
            : name == Total.Country ? run.Locations.Select(location => location.Location).ToHashSet(StringComparer.Ordinal) : null;
        if (below is null)
        {
            return null;
        }

        var draws = new RunDraws(run);
        var sum = new RunningTotal(name, draws.Horizons.Length);
        foreach (var (location, drawn) in draws.Of(run.Locations.Where(location => below.Contains(location.Location))))
        {
            sum.Add(location, drawn);
        }

        (int Horizon, double[] Draws)[] found = [.. sum.Draws.Index().Where(one => one.Item is not null).Select(one => (draws.Horizons[one.Index], one.Item!))];
        return new ForecastForms(new ReadyBytes(Json(run, name, found), ForecastDocument.ContentType), new ReadyBytes(Csv(run, name, found), ForecastTableCsv.ContentType));
    }

    private static byte[] Json(ForecastRun run, string name, (int Horizon, double[] Draws)[] found) => ForecastDocument.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        ForecastDocument.WriteRun(json, run);
        json.WriteStartArray("forecasts");
        foreach (var (horizon, draws) in found)
        {
            json.WriteStartObject();
            json.WriteNumber("horizon", horizon);
            json.WriteString("period", run.Origin.Plus(horizon).ToString());
            json.WriteStartArray("samples");
            foreach (var draw in draws)
            {
                // Multiples of 1/1024 have few digits: written out, they are exact.
                json.WriteNumberValue(draw);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static byte[] Csv(ForecastRun run, string name, (int Horizon, double[] Draws)[] found)
    {
        var text = new StringBuilder("location,origin,horizon,period,sample,value\n");
        foreach (var (horizon, draws) in found)
        {
            for (var draw = 0; draw < draws.Length; draw++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Api.Csv.Field(name)},{run.Origin},{horizon},{run.Origin.Plus(horizon)},{draw},{draws[draw]}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
