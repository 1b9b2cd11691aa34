using CsCheck;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>Random periods, forecasts and panels.</summary>
internal static class Generators
{
    public static Gen<PeriodType> Type { get; } = Gen.Enum<PeriodType>();

    public static Gen<Period> Periods { get; } =
        Gen.Select(Type, Gen.Int[0, 119_000], (type, ordinal) => Period.FromOrdinal(type, ordinal));

    public static Gen<QuantileForecast> Forecasts { get; } =
        Gen.Double[-50, 500]
            .Array[23]
            .Select(values =>
            {
                Array.Sort(values);
                return QuantileForecast.From(values);
            });

    /// <summary>Counts as they come: zero, small, large, absurd, missing, and negative by mistake.</summary>
    public static Gen<double> Cases { get; } =
        Gen.Frequency(
            (6, Gen.Double[0, 500].Select(Math.Round)),
            (2, Gen.Const(0.0)),
            (2, Gen.Const(double.NaN)),
            (1, Gen.OneOf(Gen.Const(-1.0), Gen.Const(1e9), Gen.Const(double.MaxValue)))
        );

    /// <summary>One to four locations over up to five years of months or four of weeks, some of them constant, empty or short.</summary>
    public static Gen<Panel> Panels { get; } =
        from type in Type
        from later in Gen.Int[0, 300]
        from count in Gen.Int[1, type == PeriodType.Month ? 60 : 210]
        from rows in Gen.OneOf(Cases.Array[count], Cases.Select(value => Enumerable.Repeat(value, count).ToArray())).Array[1, 4]
        select Of(Period.Containing(type, new DateOnly(2000, 1, 3)).Plus(later), rows);

    /// <summary>A panel of cases, a row per location.</summary>
    public static Panel Of(Period first, params double[][] rows)
    {
        string[] names = [.. rows.Select((_, row) => $"location {row}")];
        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = [.. rows.SelectMany(row => row)] };
        return Panel.FromColumns(names, first, rows[0].Length, columns);
    }
}
