using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("forecasts")]
[Description("The forecasts of every location are finite, monotone and not negative.")]
internal sealed record ForecastSpec : IGateSpec
{
    [JsonIgnore]
    public string Name => "forecasts";

    public IGate Create(GateSubject subject, TimeProvider time) => new ForecastGate(subject);
}

/// <summary>The slot's forecasts are sane for every location.</summary>
internal sealed class ForecastGate(GateSubject subject) : IGate
{
    public string Name => "forecasts";

    public string Judges => "the forecasts of every location are finite, monotone and not negative";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var answer = await subject.AskNewAsync(Sample.Forecasts, cancellationToken);
        if (answer.Status != 200)
        {
            return Verdict.Hold($"{Sample.Forecasts} answers {answer.Status}");
        }
        var (locations, quantiles, objection) = ForecastSanity.Judge(answer.Body);
        return objection is null ? Verdict.Pass($"{quantiles} quantiles of {locations} locations are sane") : Verdict.Fail(objection);
    }
}

/// <summary>
/// Judges the document of <c>/api/v1/forecasts</c>: the quantiles of every location and horizon are finite, non-negative and
/// monotone. Anything the document does not say in the form of API v1 is an objection: unknown is never taken for sane.
/// </summary>
internal static class ForecastSanity
{
    /// <returns>How many locations and quantiles were judged, and the first objection, if there is one.</returns>
    public static (int Locations, int Quantiles, string? Objection) Judge(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var (locations, quantiles) = (0, 0);
            foreach (var location in document.RootElement.GetProperty("locations").EnumerateArray())
            {
                var name = location.GetProperty("location").GetString();
                locations++;
                foreach (var forecast in location.GetProperty("forecasts").EnumerateArray())
                {
                    double[] values = [.. forecast.GetProperty("values").EnumerateArray().Select(Number)];
                    if (Objection(values, forecast.GetProperty("levels").GetArrayLength()) is { } objection)
                    {
                        return (locations, quantiles, $"the forecast of {name} at horizon {forecast.GetProperty("horizon")} {objection}");
                    }
                    quantiles += values.Length;
                }
            }

            return (locations, quantiles, quantiles == 0 ? "there is no forecast of any location" : null);
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (0, 0, "the forecasts are not in the form of API v1: " + shape.Message);
        }
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    private static string? Objection(double[] values, int levels)
    {
        if (values.Length != levels || levels == 0)
        {
            return $"has {values.Length} quantiles for {levels} levels";
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return "holds a quantile that is not a finite number";
            }
            if (values[i] < 0)
            {
                return $"holds a negative quantile ({values[i]})";
            }
            if (i > 0 && values[i] < values[i - 1])
            {
                return $"has quantiles that fall from {values[i - 1]} to {values[i]}";
            }
        }

        return null;
    }
}
