using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Ablations;

/// <summary>
/// A model that is shown other weather than was observed. What it is shown is made of what was known at the origin, at each origin anew: a
/// variant knows nothing that the model itself would not.
/// </summary>
internal sealed class WeatherVariant(string name, IForecastModel model, Func<Panel, IReadOnlyDictionary<string, double[]>> weather)
    : IForecastModel
{
    public const string Observed = "observed";
    public const string Usual = "climatology";
    public const string None = "none";

    /// <summary>The variables that models know as weather.</summary>
    public static readonly string[] Known = [Variables.Rainfall, Variables.MeanTemperature];

    public string Name => name;

    /// <summary>The three of a model; the one without weather, with which the others are compared, comes first.</summary>
    public static IReadOnlyList<IForecastModel> Of(IForecastModel model) =>
        [
            new WeatherVariant(None, model, _ => new Dictionary<string, double[]>(StringComparer.Ordinal)),
            new WeatherVariant(Usual, model, panel => Of(panel, location => variable => Season(panel, location, variable))),
            new WeatherVariant(Observed, model, panel => Of(panel, location => variable => panel.Series(location, variable).ToArray())),
        ];

    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons)
    {
        var columns = history
            .Variables.Except(Known, StringComparer.Ordinal)
            .ToDictionary(
                variable => variable,
                variable => Column(history, location => history.Series(location, variable).ToArray()),
                StringComparer.Ordinal
            );
        foreach (var (variable, values) in weather(history))
        {
            columns.Add(variable, values);
        }

        return model.Forecast(Panel.FromColumns(history.Locations, history.First, history.Count, columns), horizons);
    }

    private static Dictionary<string, double[]> Of(Panel panel, Func<int, Func<string, double[]>> series) =>
        Known
            .Where(panel.Has)
            .ToDictionary(variable => variable, variable => Column(panel, location => series(location)(variable)), StringComparer.Ordinal);

    private static double[] Column(Panel panel, Func<int, double[]> series) =>
        [.. Enumerable.Range(0, panel.Locations.Count).SelectMany(series)];

    // Each value is replaced by the mean of its month or week over all years known; a place never measured stays unknown.
    private static double[] Season(Panel panel, int location, string variable)
    {
        var values = panel.Series(location, variable).ToArray();
        int[] seasons = [.. Enumerable.Range(0, values.Length).Select(t => panel.First.Plus(t).Number)];
        var means = values
            .Zip(seasons)
            .Where(known => !double.IsNaN(known.First))
            .GroupBy(known => known.Second)
            .ToDictionary(known => known.Key, known => known.Average(value => value.First));
        return [.. seasons.Select(season => means.GetValueOrDefault(season, double.NaN))];
    }
}
