using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>
/// Finds periods in which every location that reported reported zero though most of them hardly ever do, as a national system does when
/// it fills what never arrived. With p the share of a location's reports that are zero (one more of either kind counted in), the product
/// of p over the locations is how likely that is by chance; below one in a million the period is taken as missing.
/// A country that eliminates malaria gets there location by location: its shares rise, and its zeros are believed.
/// </summary>
internal static class SilentPeriods
{
    private const double Unbelievable = -13.8;

    /// <summary>Makes the silent periods NaN in place; says which (period, location).</summary>
    public static List<(int Period, int Location)> Remove(Grid logged)
    {
        var share = LogShareOfZeros(logged);
        var removed = new List<(int, int)>();
        for (var t = 0; t < logged.Rows; t++)
        {
            var row = logged[t];
            var chance = 0.0;
            for (var i = 0; i < row.Length && chance <= 0; i++)
            {
                chance = row[i] > 0 ? 1 : double.IsNaN(row[i]) ? chance : chance + share[i];
            }

            for (var i = 0; chance < Unbelievable && i < row.Length; i++)
            {
                if (!double.IsNaN(row[i]))
                {
                    row[i] = double.NaN;
                    removed.Add((t, i));
                }
            }
        }

        return removed;
    }

    private static double[] LogShareOfZeros(Grid logged)
    {
        var share = new double[logged.Columns];
        for (var i = 0; i < share.Length; i++)
        {
            var (zeros, reports) = (1.0, 2.0);
            for (var t = 0; t < logged.Rows; t++)
            {
                zeros += logged[t, i] == 0 ? 1 : 0;
                reports += double.IsNaN(logged[t, i]) ? 0 : 1;
            }

            share[i] = Math.Log(zeros / reports);
        }

        return share;
    }
}
