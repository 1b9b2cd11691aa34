using System.Globalization;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.GeoJson;

namespace MalariaPredictor.Backend.Simulation;

/// <summary>Writes a simulated country as the files that a real one would come in, and says in each row that it is simulated.</summary>
internal static class SimulationFiles
{
    private const string Header = "time_period,location,disease_cases,population,rainfall,mean_temperature,simulated";

    /// <exception cref="UserFacingException">The directory holds observations that are not simulated.</exception>
    public static async Task<(string Observations, string Boundaries)> WriteAsync(
        SimulatedCountry country,
        string directory,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(directory);
        var (observations, boundaries) = (Path.Combine(directory, "observations.csv"), Path.Combine(directory, "boundaries.geojson"));
        await RefuseRealDataAsync(observations, cancellationToken);
        await File.WriteAllTextAsync(observations, Csv(country), cancellationToken);
        await File.WriteAllBytesAsync(boundaries, GeoJson(country), cancellationToken);
        return (observations, boundaries);
    }

    private static async Task RefuseRealDataAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var reader = new StreamReader(path);
        if (await reader.ReadLineAsync(cancellationToken) != Header)
        {
            throw new UserFacingException($"{path} holds data that this command did not write.", "Name another directory with --out.");
        }
    }

    private static string Csv(SimulatedCountry country)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (district, rows) in country.Districts.Zip(country.Rows).OrderBy(pair => pair.First.Name, StringComparer.Ordinal))
        {
            foreach (var row in rows)
            {
                var cases = double.IsNaN(row.Cases) ? "" : row.Cases.ToString(CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{row.Period},{district.Name},{cases},{row.Population},{row.Rain},{row.Temperature},1\n"
                );
            }
        }

        return text.ToString();
    }

    private static byte[] GeoJson(SimulatedCountry country)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            foreach (var district in country.Districts.OrderBy(district => district.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("type", "Feature");
                json.WriteStartObject("properties");
                json.WriteString("location", district.Name);
                if (district.Region is { } region)
                {
                    json.WriteString("parent", region);
                }

                json.WriteNumber("elevation", Math.Round(district.Elevation));
                json.WriteBoolean("simulated", true);
                json.WriteEndObject();
                json.WritePropertyName("geometry");
                json.WriteRawValue(GeometryText.Write(district.Area, GeometryText.OutlineDecimals));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
