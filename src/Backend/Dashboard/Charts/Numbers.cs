using System.Globalization;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Dashboard.Charts;

/// <summary>Numbers as a reader wants them: no false digits.</summary>
internal static class Numbers
{
    // Below this many cases the first decimal still says something.
    private const double Few = 9.95;

    /// <summary>12,345 or, where whole cases would hide everything, 2.4.</summary>
    public static string Cases(double value) => Text(value, value is > 0 and < Few);

    /// <summary>What was counted, as it was counted.</summary>
    public static string Reported(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);

    /// <summary>The central 80 % band, both ends to the same digit: <c>3,900–6,800</c>, <c>0.4–7.9</c>.</summary>
    public static string Band80(QuantileForecast forecast) =>
        $"{Text(forecast.At(.1), forecast.At(.9) < Few)}–{Text(forecast.At(.9), forecast.At(.9) < Few)}";

    /// <summary>+12 %, −5 %, or a dash where there is nothing to compare with.</summary>
    public static string Change(double from, double to) => !(from > 0) || !double.IsFinite(to) ? "–" : Signed((to / from) - 1);

    /// <summary>+1,234, −2.4 or 0: cases added or taken away.</summary>
    public static string Difference(double cases) => Math.Abs(cases) < .05 ? "0" : $"{(cases > 0 ? '+' : '−')}{Cases(Math.Abs(cases))}";

    /// <summary>80 %.</summary>
    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>A share of the yardstick's error, in words: <c>7 % lower</c>.</summary>
    public static string Relative(double ratio) =>
        Math.Round(Math.Abs(1 - ratio), 2) is 0
            ? "the same as"
            : $"{Percent(Math.Abs(1 - ratio))} {(ratio < 1 ? "lower than" : "higher than")}";

    private static string Text(double value, bool decimals) => value.ToString(decimals ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Signed(double share)
    {
        // Past a tenfold change a percentage says less than "many times".
        if (share > 9.995)
        {
            return "> 10×";
        }

        var percent = (int)Math.Round(share * 100);
        return percent switch
        {
            > 0 => $"+{percent} %",
            < 0 => $"−{-percent} %",
            _ => "±0 %",
        };
    }
}
