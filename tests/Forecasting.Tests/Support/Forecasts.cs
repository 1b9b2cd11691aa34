using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>Forecast tables as text that shows every bit, to compare them.</summary>
internal static class Forecasts
{
    public static string Bits(this ForecastTable table) =>
        string.Join(
            '\n',
            Enumerable
                .Range(0, table.Locations.Count)
                .SelectMany(location =>
                    Enumerable
                        .Range(0, table.Horizons.Count)
                        .Select(horizon =>
                            table[location, horizon] is { } forecast
                                ? string.Join(' ', forecast.Values.ToArray().Select(value => $"{BitConverter.DoubleToInt64Bits(value):x}"))
                                : "empty"
                        )
                )
        );
}
