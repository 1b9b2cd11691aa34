namespace MalariaPredictor.Forecasting.Models;

/// <summary>The scale on which the models work: log(1 + cases).</summary>
internal static class LogScale
{
    /// <summary>Above it the way back would leave the doubles; about 10³⁰⁷ cases.</summary>
    private const double Ceiling = 707;

    /// <summary>Cases of one location, NaN where missing; a negative count is a mistake and is taken as missing.</summary>
    public static void From(ReadOnlySpan<double> cases, Span<double> logged)
    {
        for (var i = 0; i < cases.Length; i++)
        {
            logged[i] = cases[i] >= 0 ? double.LogP1(cases[i]) : double.NaN;
        }
    }

    /// <summary>Cases, never negative and always finite where the logarithm is a number.</summary>
    public static double ToCases(double logged) => double.ExpM1(Math.Clamp(logged, 0, Ceiling));
}
