using System.Globalization;
using MalariaPredictor.Forecasting;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>Numbers as a reader wants them: no false digits.</summary>
internal static class Numbers
{
    /// <summary>12,345 or, where whole cases would hide everything, 2.4.</summary>
    public static string Cases(double value) =>
        value.ToString(value is > 0 and < 9.95 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>The central 80 % band: <c>3,900–6,800</c>.</summary>
    public static string Band80(QuantileForecast forecast) => $"{Cases(forecast.At(.1))}–{Cases(forecast.At(.9))}";

    /// <summary>+12 %, −5 %, or a dash where there is nothing to compare with.</summary>
    public static string Change(double from, double to) =>
        !(from > 0) || !double.IsFinite(to) ? "–" : Signed((to / from) - 1);

    /// <summary>80 %.</summary>
    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>A share of the yardstick's error, in words: <c>7 % lower</c>.</summary>
    public static string Relative(double ratio) => Math.Round(Math.Abs(1 - ratio), 2) is 0
        ? "the same as"
        : $"{Percent(Math.Abs(1 - ratio))} {(ratio < 1 ? "lower than" : "higher than")}";

    private static string Signed(double share)
    {
        // Past a tenfold change a percentage says less than "many times".
        if (share > 9.995)
        {
            return "> 10×";
        }

        var percent = (int)Math.Round(share * 100);
        return percent switch { > 0 => $"+{percent} %", < 0 => $"−{-percent} %", _ => "±0 %" };
    }
}
