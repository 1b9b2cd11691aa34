using System.Globalization;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// The 23 quantiles as one text column: numbers in their shortest exact form, separated by spaces. Reading gives back the very
/// same bits.
/// </summary>
internal static class StoredQuantiles
{
    public static string Write(QuantileForecast forecast) =>
        string.Join(' ', forecast.Values.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    public static QuantileForecast Read(string text) =>
        QuantileForecast.From([.. text.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))]);
}
