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
        Gen.Double[-50, 500].Array[23].Select(values =>
        {
            Array.Sort(values);
            return QuantileForecast.From(values);
        });

    /// <summary>Counts as they come: zero, small, large, absurd, missing, and negative by mistake.</summary>
    public static Gen<double> Cases { get; } = Gen.Frequency(
        (6, Gen.Double[0, 500].Select(Math.Round)),
        (2, Gen.Const(0.0)),
        (2, Gen.Const(double.NaN)),
        (1, Gen.OneOf(Gen.Const(-1.0), Gen.Const(1e9), Gen.Const(double.MaxValue))));

    /// <summary>One to five locations of up to 60 periods, some of them constant, empty or short.</summary>
    public static Gen<Panel> Panels { get; } =
        from first in Gen.Select(Type, Gen.Int[0, 5000], (type, later) => Start(type).Plus(later % 600))
        from count in Gen.Int[1, 60]
        from rows in Gen.OneOf(Cases.Array[count], Cases.Select(value => Enumerable.Repeat(value, count).ToArray())).Array[1, 5]
        select Build(first, rows);

    private static Period Start(PeriodType type) => Period.Containing(type, new DateOnly(2000, 1, 3));

    private static Panel Build(Period first, double[][] rows)
    {
        var builder = new PanelBuilder();
        foreach (var (row, values) in rows.Index())
        {
            foreach (var (offset, value) in values.Index())
            {
                builder.Add($"location {row}", first.Plus(offset), Variables.Cases, value);
            }
        }

        return builder.Build();
    }
}
