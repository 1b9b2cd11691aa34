using System.Globalization;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>Turns periods and cases into places on a drawing, and chooses the ticks.</summary>
public sealed class ChartScale(Period first, Period last, double top)
{
    public const int Width = 720;
    public const int Height = 300;
    private const int Upper = 22;
    private const int Lower = 272;
    private const int Left = 6;
    private const int Right = 708;

    /// <summary>The baseline.</summary>
    public const int Floor = Lower;

    /// <summary>Cases at the highest tick.</summary>
    public double Highest { get; } = Step(top) * Math.Ceiling(Math.Max(top, 1e-9) / Step(top));

    /// <summary>
    /// The highest value that has to fit. A single report far above all others is most often a keying error: were it to fit, it
    /// would press everything else onto the axis. The widest band is cut likewise where it is far above the 80 % band.
    /// </summary>
    public static double Top(double[] reports, IReadOnlyList<QuantileForecast> forecasts)
    {
        var usual = reports.Length == 0 ? 0 : reports.Order().ElementAt((int)(.97 * (reports.Length - 1)));
        var likely = Math.Max(usual * 1.6, forecasts.Count == 0 ? 0 : forecasts.Max(forecast => forecast.At(.9)) * 1.05);
        var highest = reports.Concat(forecasts.Select(forecast => forecast.At(.975))).DefaultIfEmpty(1).Max();
        return Math.Max(1, highest <= likely * 1.5 ? highest : likely);
    }

    public double X(Period period) => Left + ((Right - Left) * (double)period.Minus(first) / Math.Max(1, last.Minus(first)));

    public double Y(double cases) => Lower - ((Lower - Upper) * Math.Min(cases, Highest) / Highest);

    public ChartPoint Point(Period period, double cases) => new(Text(X(period)), Text(Y(cases)), period, cases);

    /// <summary>Points of a polyline.</summary>
    public string Line(IEnumerable<(Period Period, double Cases)> values) =>
        string.Join(' ', values.Select(value => $"{Text(X(value.Period))},{Text(Y(value.Cases))}"));

    /// <summary>Points of the area between two lines.</summary>
    public string Band(IEnumerable<(Period Period, double Cases)> low, IEnumerable<(Period Period, double Cases)> high) =>
        Line(low) + " " + Line(high.Reverse());

    /// <summary>Round numbers from 0 up, with their place.</summary>
    public IEnumerable<(string Y, string Label)> Levels()
    {
        var step = Step(top);
        for (var k = 0; k * step <= Highest * 1.0001; k++)
        {
            yield return (Text(Y(k * step)), (k * step).ToString("#,0.##", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Where years begin or, on a short axis, every third month; labels where there is room for them.</summary>
    public IEnumerable<(string X, string Label)> Times()
    {
        var periods = Enumerable.Range(0, last.Minus(first) + 1).Select(first.Plus).ToList();
        var days = last.End.DayNumber - first.Start.DayNumber;
        var marks = periods.Where(period =>
            days > 800
                ? BeginsMonth(period) && period.Start.AddDays(6).Month == 1
                : BeginsMonth(period) && period.Start.AddDays(6).Month % (days > 300 ? 3 : 1) == (days > 300 ? 1 : 0)
        );
        return marks
            .Where(period => X(period) < Right - 50)
            .Select(period =>
                (
                    Text(X(period)),
                    days > 800
                        ? $"{period.Start.AddDays(6):yyyy}"
                        : period.Start.AddDays(6).ToString("MMM yy", CultureInfo.InvariantCulture)
                )
            );
    }

    // A week begins a month when it holds the month's first Sunday: then most of it lies there.
    private static bool BeginsMonth(Period period) => period.Type == PeriodType.Month || period.End.Day <= 7;

    private static double Step(double top)
    {
        var rough = Math.Max(top, 1e-9) / 4;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var digit = rough / unit;
        return unit
            * (
                digit <= 1 ? 1
                : digit <= 2 ? 2
                : digit <= 2.5 ? 2.5
                : digit <= 5 ? 5
                : 10
            );
    }

    private static string Text(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A value and its place on the drawing.</summary>
public sealed record ChartPoint(string X, string Y, Period Period, double Cases);
