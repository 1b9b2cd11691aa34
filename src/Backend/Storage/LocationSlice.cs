using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>The rows of one location in a batch: a stretch, since a batch is sorted by location.</summary>
internal readonly record struct LocationSlice(int Location, int Start, int End)
{
    public int Rows => End - Start;

    public static IEnumerable<LocationSlice> Of(ObservationBatch batch)
    {
        for (int start = 0, end; start < batch.Rows; start = end)
        {
            end = start + 1;
            while (end < batch.Rows && batch.LocationOf[end] == batch.LocationOf[start])
            {
                end++;
            }

            yield return new LocationSlice(batch.LocationOf[start], start, end);
        }
    }

    /// <summary>Writes what differs from what is known, in the order of the table's key, which is the fastest to write.</summary>
    public AppendResult Append(
        ObservationBatch batch,
        long location,
        long[] variables,
        Dictionary<(long Variable, int Ordinal), double> known,
        ObservationAppend writer
    )
    {
        var result = default(AppendResult);
        foreach (var column in Enumerable.Range(0, variables.Length).OrderBy(index => variables[index]))
        {
            // A missing report is worth a row of its own: it says that the place and period exist. A missing covariate is not.
            var missingIsNews = batch.Variables[column] == Variables.Cases;
            var values = batch.Values[column];
            for (var row = Start; row < End; row++)
            {
                var (ordinal, value) = (batch.OrdinalOf[row], values[row]);
                var isKnown = known.TryGetValue((variables[column], ordinal), out var before);
                if (isKnown ? before.Equals(value) : double.IsNaN(value) && !missingIsNews)
                {
                    result += new AppendResult(0, 0, 0, isKnown ? 1 : 0);
                    continue;
                }

                writer.Write(location, variables[column], ordinal, value);
                result += isKnown ? new AppendResult(0, 1, double.IsNaN(value) ? 1 : 0, 0) : new AppendResult(1, 0, 0, 0);
            }
        }

        return result;
    }
}
