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

/// <summary>What an append did, counted in values.</summary>
/// <param name="New">Not known before.</param>
/// <param name="Corrected">Known with another value; both are kept, each with its time.</param>
/// <param name="Withdrawn">Known before, and now said to be missing; of the corrected.</param>
/// <param name="Unchanged">Already there just so; nothing was written.</param>
public readonly record struct AppendResult(long New, long Corrected, long Withdrawn, long Unchanged)
{
    /// <summary>Rows written.</summary>
    public long Written => New + Corrected;

    public static AppendResult operator +(AppendResult left, AppendResult right) =>
        new(left.New + right.New, left.Corrected + right.Corrected, left.Withdrawn + right.Withdrawn, left.Unchanged + right.Unchanged);

    public static AppendResult Add(AppendResult left, AppendResult right) => left + right;
}
