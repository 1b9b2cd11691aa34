using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Forecasts as CSV in long form, a row per quantile: <c>location,origin,horizon,period,quantile,value</c>.</summary>
internal static class ForecastTableCsv
{
    public const string ContentType = "text/csv; charset=utf-8";
    private const string Header = "location,origin,horizon,period,quantile,value\n";

    public static byte[] Of(ForecastRun run) => Of(run, run.Locations);

    public static byte[] Of(ForecastRun run, LocationForecast location) => Of(run, [location]);

    public static byte[] Of(ForecastRun run, IEnumerable<LocationForecast> locations)
    {
        var text = new StringBuilder(Header);
        foreach (var location in locations)
        {
            var name = Csv.Field(location.Location);
            foreach (var forecast in location.Horizons)
            {
                for (var i = 0; i < QuantileForecast.Levels.Length; i++)
                {
                    text.Append(CultureInfo.InvariantCulture,
                        $"{name},{run.Origin},{forecast.Horizon},{forecast.Period},{QuantileForecast.Levels[i]},{ForecastDocument.Rounded(forecast.Quantiles.Values[i])}\n");
                }
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
