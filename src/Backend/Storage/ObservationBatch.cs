using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// Observations to append, in columns: a place for each row, and each variable's value there (NaN where missing). Rows are sorted
/// by location and then period, and no two have both the same.
/// </summary>
/// <param name="PeriodType">Of all rows.</param>
/// <param name="Locations">Names.</param>
/// <param name="Variables">Names, one for each column of <paramref name="Values"/>.</param>
/// <param name="LocationOf">Per row, an index in <paramref name="Locations"/>.</param>
/// <param name="OrdinalOf">Per row, the period's ordinal.</param>
/// <param name="Values">Per variable, a value for each row.</param>
public sealed record ObservationBatch(
    PeriodType PeriodType,
    IReadOnlyList<string> Locations,
    IReadOnlyList<string> Variables,
    int[] LocationOf,
    int[] OrdinalOf,
    IReadOnlyList<double[]> Values
)
{
    /// <summary>How many rows.</summary>
    public int Rows => LocationOf.Length;

    /// <summary>The index of a variable in <see cref="Values"/>; −1 where there is none.</summary>
    public int ColumnOf(string variable)
    {
        for (var column = 0; column < Variables.Count; column++)
        {
            if (Variables[column] == variable)
            {
                return column;
            }
        }

        return -1;
    }
}
