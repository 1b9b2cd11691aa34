using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Forecasts as JSON. Each document carries its model, origin and data, so that a copied file still says what it is.</summary>
internal static class ForecastDocument
{
    public const string ContentType = "application/json; charset=utf-8";

    // Place names stay readable; nothing here is put into a page unescaped.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One location.</summary>
    public static byte[] Of(ForecastRun run, LocationForecast location) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("location", location.Location);
            WriteRun(json, run);
            WriteLocation(json, location);
            json.WriteEndObject();
        });

    /// <summary>All locations.</summary>
    public static byte[] Of(ForecastRun run) =>
        Write(json =>
        {
            json.WriteStartObject();
            WriteRun(json, run);
            json.WriteStartArray("locations");
            foreach (var location in run.Locations)
            {
                json.WriteStartObject();
                json.WriteString("location", location.Location);
                WriteLocation(json, location);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>Cases to a thousandth: finer digits are noise, and rounding keeps quantiles in order.</summary>
    public static double Rounded(double cases) => Math.Round(cases, 3);

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteRun(Utf8JsonWriter json, ForecastRun run)
    {
        json.WriteStartObject("model");
        json.WriteString("name", run.Model.Name);
        json.WriteNumber("version", run.Model.Version);
        json.WriteString("digest", run.Model.Digest);
        json.WriteString("algorithm", run.Model.Algorithm);
        json.WriteEndObject();
        json.WriteString("origin", run.Origin.ToString());
        json.WriteString("dataAsOf", run.IssuedAt);
        json.WriteString("dataDigest", run.DataDigest);
        json.WriteBoolean("superseded", run.Superseded);
        json.WriteBoolean("simulated", run.Simulated);
        json.WriteString("unit", run.Unit);
    }

    public static void WriteForecasts(Utf8JsonWriter json, IReadOnlyList<HorizonForecast> horizons)
    {
        json.WriteStartArray("forecasts");
        foreach (var forecast in horizons)
        {
            json.WriteStartObject();
            json.WriteNumber("horizon", forecast.Horizon);
            json.WriteString("period", forecast.Period.ToString());
            json.WriteNumber("median", Rounded(forecast.Quantiles.Median));
            WriteNumbers(json, "levels", QuantileForecast.Levels);
            WriteNumbers(json, "values", forecast.Quantiles.Values);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter json, LocationForecast location)
    {
        if (location.Statement is { } statement)
        {
            json.WriteString("statement", statement);
        }

        WriteEstimated(json, location.Estimated);
        WriteForecasts(json, location.Horizons);
        WriteSpecies(json, location.Species);
    }

    // Nothing where nothing was estimated.
    private static void WriteEstimated(Utf8JsonWriter json, IReadOnlyList<EstimatedCases> estimated)
    {
        if (estimated.Count == 0)
        {
            return;
        }

        json.WriteStartArray("estimated");
        foreach (var one in estimated)
        {
            json.WriteStartObject();
            json.WriteString("period", one.Period.ToString());
            json.WriteNumber("reported", Rounded(one.Reported));
            json.WriteNumber("median", Rounded(one.Final.Median));
            json.WriteNumber("lower", Rounded(one.Final.Lower));
            json.WriteNumber("upper", Rounded(one.Final.Upper));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The species that add up to the forecasts before; nothing where there are none.</summary>
    public static void WriteSpecies(Utf8JsonWriter json, IReadOnlyList<SpeciesForecast> species)
    {
        if (species.Count == 0)
        {
            return;
        }

        json.WriteStartArray("species");
        foreach (var one in species)
        {
            json.WriteStartObject();
            json.WriteString("variable", one.Variable);
            json.WriteString("name", one.Name);
            WriteForecasts(json, one.Horizons);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(Rounded(number));
        }

        json.WriteEndArray();
    }
}
