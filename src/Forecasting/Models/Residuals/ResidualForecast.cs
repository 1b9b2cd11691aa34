using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Residuals;

/// <summary>
/// Makes a forecast of a point rule: the rule's point at the origin, and round it the errors that the rule made at the same
/// horizon at past origins. Cost is linear in locations.
/// </summary>
internal static class ResidualForecast
{
    /// <summary>Forecasts every location at every horizon; a place is empty where there is too little history.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A horizon is less than 1.</exception>
    public static ForecastTable Of(Panel history, IReadOnlyList<int> horizons, ResidualMemory memory, PointReplay replay)
    {
        var table = new ForecastTable(history.Last, history.Locations, horizons);
        if (horizons.Count == 0)
        {
            return table;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(horizons.Min(), 1, nameof(horizons));
        int[] steps = [.. horizons];
        var calendar = new SeasonCalendar(history.First, history.Count + steps.Max());
        var windows = Array.ConvertAll(steps, step => ResidualWindow.Of(history.Count, step, calendar.Length, memory));
        var errors = Array.ConvertAll(windows, window => new double[window.Count * history.Locations.Count]);
        var points = Replay(history, steps, calendar, windows, errors, replay);
        for (var j = 0; j < steps.Length; j++)
        {
            if (windows[j].Enough)
            {
                Fill(table, j, points, ResidualQuantiles.Of(errors[j], history.Locations.Count));
            }
        }

        return table;
    }

    /// <summary>Replays each location once: collects its past errors, and returns its points at the origin, locations × horizons.</summary>
    private static double[] Replay(
        Panel history,
        int[] steps,
        SeasonCalendar calendar,
        ResidualWindow[] windows,
        double[][] errors,
        PointReplay replay
    )
    {
        var firstOrigin = Math.Min(history.Count, windows.Min(window => window.First));
        var logged = new double[history.Count];
        var trace = new double[(history.Count - firstOrigin + 1) * steps.Length];
        var points = new double[history.Locations.Count * steps.Length];
        for (var location = 0; location < history.Locations.Count; location++)
        {
            LogScale.From(history.Series(location, Variables.Cases), logged);
            replay(logged, calendar, steps, firstOrigin, trace);
            trace.AsSpan(trace.Length - steps.Length).CopyTo(points.AsSpan(location * steps.Length));
            for (var j = 0; j < steps.Length; j++)
            {
                for (var k = 0; k < windows[j].Count; k++)
                {
                    var origin = windows[j].First + k;
                    errors[j][(location * windows[j].Count) + k] =
                        logged[origin - 1 + steps[j]] - trace[((origin - firstOrigin) * steps.Length) + j];
                }
            }
        }

        return points;
    }

    private static void Fill(ForecastTable table, int horizon, double[] points, double[] offsets)
    {
        var levels = QuantileForecast.Levels.Length;
        Span<double> quantiles = stackalloc double[levels];
        for (var location = 0; location < table.Locations.Count; location++)
        {
            var point = points[(location * table.Horizons.Count) + horizon];
            if (double.IsNaN(point) || double.IsNaN(offsets[location * levels]))
            {
                continue;
            }

            for (var k = 0; k < levels; k++)
            {
                quantiles[k] = LogScale.ToCases(point + offsets[(location * levels) + k]);
            }

            table[location, horizon] = QuantileForecast.From(quantiles);
        }
    }
}
