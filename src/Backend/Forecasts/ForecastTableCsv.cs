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
        // A last column tells the species where there are any; without them the table is as it always was.
        var text = new StringBuilder(run.BySpecies ? Header.Replace("\n", ",species\n", StringComparison.Ordinal) : Header);
        foreach (var location in locations)
        {
            Append(text, run, location.Location, location.Horizons, run.BySpecies ? ",all" : "");
            foreach (var species in location.Species)
            {
                Append(text, run, location.Location, species.Horizons, "," + species.Variable);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(
        StringBuilder text,
        ForecastRun run,
        string location,
        IReadOnlyList<HorizonForecast> horizons,
        string species
    )
    {
        var name = Csv.Field(location);
        foreach (var forecast in horizons)
        {
            for (var i = 0; i < QuantileForecast.Levels.Length; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{name},{run.Origin},{forecast.Horizon},{forecast.Period},{QuantileForecast.Levels[i]}"
                        + $",{ForecastDocument.Rounded(forecast.Quantiles.Values[i])}{species}\n"
                );
            }
        }
    }
}
