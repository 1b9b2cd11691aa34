using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>The geometry of a fan chart: reported cases, then bands of 50, 80 and 95 % around the median.</summary>
public sealed class FanChart
{
    private static readonly (double Low, double High, string Class)[] BandLevels =
    [
        (.025, .975, "b95"),
        (.1, .9, "b80"),
        (.25, .75, "b50"),
    ];

    private FanChart(
        ChartScale scale,
        IReadOnlyList<string> lines,
        IReadOnlyList<ChartPoint> lone,
        IReadOnlyList<(string, string)> bands,
        string median,
        IReadOnlyList<ChartPoint> expected,
        IReadOnlyList<ChartPoint> above,
        IReadOnlyList<ChartPoint> estimated
    ) => (Scale, Lines, Lone, Bands, Median, Expected, Above, Estimated) = (scale, lines, lone, bands, median, expected, above, estimated);

    public ChartScale Scale { get; }

    /// <summary>Polylines of consecutive reports; a period not reported breaks the line.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Reports between two gaps, which make no line.</summary>
    public IReadOnlyList<ChartPoint> Lone { get; }

    /// <summary>Outlines of the bands with their class, widest first.</summary>
    public IReadOnlyList<(string Points, string Class)> Bands { get; }

    /// <summary>The polyline of the medians.</summary>
    public string Median { get; }

    /// <summary>The medians as points.</summary>
    public IReadOnlyList<ChartPoint> Expected { get; }

    /// <summary>Reports beyond the top of the chart: named rather than left to flatten all else.</summary>
    public IReadOnlyList<ChartPoint> Above { get; }

    /// <summary>What the newest counts are expected to come to, where late reports are still to come.</summary>
    public IReadOnlyList<ChartPoint> Estimated { get; }

    /// <summary>A chart of the newest <paramref name="history"/> periods and the forecasts.</summary>
    public static FanChart Of(Place place, Period origin, int history)
    {
        var forecasts = place.Forecast.Horizons;
        var first = origin.Plus(1 - Math.Min(history, Math.Max(2, origin.Minus(place.First) + 1)));
        var last = forecasts.Count > 0 ? forecasts[^1].Period : origin;
        var reports = Enumerable
            .Range(0, origin.Minus(first) + 1)
            .Select(first.Plus)
            .Select(period => (Period: period, Cases: place.At(period)))
            .Where(report => !double.IsNaN(report.Cases))
            .ToList();
        var estimated = place.Forecast.Estimated.Where(one => one.Period >= first).ToList();
        var top = ChartScale.Top(
            [.. reports.Select(report => report.Cases), .. estimated.Select(one => one.Final.Median)],
            [.. forecasts.Select(forecast => forecast.Quantiles)]
        );
        var scale = new ChartScale(first, last, top);
        var runs = Runs(reports);

        // The fan opens at the last report, or at what it is expected to come to, so that it is seen to continue the line.
        var start =
            estimated.Count > 0 && estimated[^1].Period == origin ? estimated[^1].Final.Median
            : reports.Count > 0 && reports[^1].Period == origin ? reports[^1].Cases
            : (double?)null;
        var bands =
            forecasts.Count == 0
                ? []
                : BandLevels
                    .Select(band =>
                        (
                            scale.Band(
                                [
                                    .. Start(start, origin),
                                    .. forecasts.Select(forecast => (forecast.Period, forecast.Quantiles.At(band.Low))),
                                ],
                                [
                                    .. Start(start, origin),
                                    .. forecasts.Select(forecast => (forecast.Period, forecast.Quantiles.At(band.High))),
                                ]
                            ),
                            band.Class
                        )
                    )
                    .ToList();
        return new FanChart(
            scale,
            [.. runs.Where(run => run.Count > 1).Select(scale.Line)],
            [.. runs.Where(run => run.Count == 1).Select(run => scale.Point(run[0].Period, run[0].Cases))],
            bands,
            scale.Line([.. Start(start, origin), .. forecasts.Select(forecast => (forecast.Period, forecast.Quantiles.Median))]),
            [.. forecasts.Select(forecast => scale.Point(forecast.Period, forecast.Quantiles.Median))],
            [.. reports.Where(report => report.Cases > scale.Highest).Select(report => scale.Point(report.Period, report.Cases))],
            [.. estimated.Select(one => scale.Point(one.Period, one.Final.Median))]
        );
    }

    private static (Period, double)[] Start(double? cases, Period origin) => cases is { } value ? [(origin, value)] : [];

    private static List<List<(Period Period, double Cases)>> Runs(List<(Period Period, double Cases)> reports)
    {
        var runs = new List<List<(Period Period, double Cases)>>();
        foreach (var report in reports)
        {
            if (runs.Count == 0 || report.Period.Minus(runs[^1][^1].Period) > 1)
            {
                runs.Add([]);
            }

            runs[^1].Add(report);
        }

        return runs;
    }
}
