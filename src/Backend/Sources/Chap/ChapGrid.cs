using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>Sorts the rows by location and period, and looks for places that are there twice or not at all.</summary>
internal static class ChapGrid
{
    public static ObservationBatch Of(ChapRows rows, FileContent content, ProblemList problems, Warnings warnings)
    {
        var keys = new long[rows.LineOf.Count];
        var order = new int[keys.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            (keys[row], order[row]) = (((long)rows.LocationOf[row] << 32) | (uint)rows.OrdinalOf[row], row);
        }

        Array.Sort(keys, order);
        CheckTwice(keys, order, rows, content, problems);
        CountGaps(keys, rows, warnings);
        ValueCells[] columns = [.. rows.Columns.Where(column => !column.IsEmpty || column.Name == Forecasting.Series.Variables.Cases)];
        return new ObservationBatch(
            rows.PeriodType,
            [.. rows.Places.Select(place => place.Label)],
            [.. columns.Select(column => column.Name)],
            Array.ConvertAll(order, row => rows.LocationOf[row]),
            Array.ConvertAll(order, row => rows.OrdinalOf[row]),
            [.. columns.Select(column => Array.ConvertAll(order, row => column.Values[row]))]
        );
    }

    private static void CheckTwice(long[] keys, int[] order, ChapRows rows, FileContent content, ProblemList problems)
    {
        var repeated = new RepeatedRows();
        for (var (i, first) = (1, 0); i < keys.Length; i++)
        {
            if (keys[i] != keys[first])
            {
                first = i;
                continue;
            }

            var period = StoredPeriod.From(rows.PeriodType, rows.OrdinalOf[order[i]]);
            repeated.Add(rows.LineOf[order[first]], rows.LineOf[order[i]], $"{rows.Places[rows.LocationOf[order[i]]].Label}, {period}");
        }

        repeated.Tell(content, problems);
    }

    private static void CountGaps(long[] keys, ChapRows rows, Warnings warnings)
    {
        var (absent, example) = (0L, "");
        for (var i = 1; i < keys.Length; i++)
        {
            var step = keys[i] - keys[i - 1];
            if (step > 1 && keys[i] >> 32 == keys[i - 1] >> 32)
            {
                example =
                    absent > 0
                        ? example
                        : $"{rows.Places[(int)(keys[i] >> 32)].Label} after "
                            + $"{StoredPeriod.From(rows.PeriodType, (int)(keys[i - 1] & int.MaxValue))}";
                absent += step - 1;
            }
        }

        warnings.SayIf(
            absent > 0 ? $"{absent} {rows.PeriodType.Plural()} are absent within the series, read as missing (first: {example})" : null
        );
    }
}
