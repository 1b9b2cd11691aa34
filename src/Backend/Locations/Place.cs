using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Locations;

/// <summary>A location with what is known and expected there.</summary>
/// <param name="Name">As in the data.</param>
/// <param name="Stored">Shape and center; null where none were given.</param>
/// <param name="Forecast">The forecasts in service.</param>
/// <param name="Cases">Reported cases per period of the panel, earliest first; NaN where not reported.</param>
/// <param name="First">The period of the first of <paramref name="Cases"/>.</param>
/// <param name="Population">The newest known; null where unknown.</param>
/// <param name="LastReported">The newest report at or before the origin; null where there is none.</param>
public sealed record Place(
    string Name,
    Location? Stored,
    LocationForecast Forecast,
    double[] Cases,
    Period First,
    double? Population,
    (Period Period, double Cases)? LastReported
)
{
    public static Place Of(LocationForecast forecast, Location? stored, Panel panel, IReadOnlyDictionary<string, int> rows, Period origin)
    {
        if (!rows.TryGetValue(forecast.Location, out var row))
        {
            return new Place(forecast.Location, stored, forecast, [], panel.First, null, null);
        }

        var cases = panel.Series(row, Variables.Cases).ToArray();
        var known = Math.Min(cases.Length, origin.Minus(panel.First) + 1);
        var last = Array.FindLastIndex(cases, Math.Max(0, known - 1), value => !double.IsNaN(value));
        return new Place(
            forecast.Location,
            stored,
            forecast,
            cases,
            panel.First,
            LastOf(panel.Series(row, Variables.Population)),
            last < 0 ? null : (panel.First.Plus(last), cases[last])
        );
    }

    /// <summary>How many periods were reported.</summary>
    public int Reported => Cases.Count(value => !double.IsNaN(value));

    /// <summary>Expected cases of the next period per 1,000 people; null where forecast or population are unknown.</summary>
    public double? Incidence => Forecast.At(1) is { } next && Population is > 0 ? next.Quantiles.Median / Population.Value * 1000 : null;

    /// <summary>What the newest report is expected to come to, where late reports are still to come; else what was reported.</summary>
    public double? LastExpected =>
        LastReported is { } last ? Forecast.Estimated.FirstOrDefault(one => one.Period == last.Period)?.Final.Median ?? last.Cases : null;

    /// <summary>Reported cases of a period; NaN where not reported or outside the data.</summary>
    public double At(Period period) => period.Minus(First) is var index && index >= 0 && index < Cases.Length ? Cases[index] : double.NaN;

    private static double? LastOf(ReadOnlySpan<double> values)
    {
        var last = values.LastIndexOfAnyExcept(double.NaN);
        return last < 0 ? null : values[last];
    }
}
