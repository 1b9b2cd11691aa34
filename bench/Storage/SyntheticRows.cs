using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Storage;

/// <summary>Weekly observations of many locations, four variables each, the same on every run.</summary>
internal static class SyntheticRows
{
    private const int Weeks = 1000;
    private static readonly string[] Variables = ["disease_cases", "mean_temperature", "population", "rainfall"];
    private static readonly int First = Period.Week(2005, 1).Ordinal;

    /// <param name="observations">A multiple of 4,000.</param>
    public static ObservationBatch Batch(int observations)
    {
        var rows = Enumerable.Range(0, observations / Variables.Length).ToArray();
        return new ObservationBatch(
            PeriodType.Week,
            [.. Enumerable.Range(0, rows.Length / Weeks).Select(location => $"District {location:00000}")],
            Variables,
            Array.ConvertAll(rows, row => row / Weeks),
            Array.ConvertAll(rows, row => First + (row % Weeks)),
            [
                .. Enumerable
                    .Range(0, Variables.Length)
                    .Select(variable => Array.ConvertAll(rows, row => (double)((row * 31) + (variable * 17)) % 997)),
            ]
        );
    }

    /// <summary>One percent of a batch, with other values.</summary>
    public static ObservationBatch Corrections(ObservationBatch batch)
    {
        var chosen = Enumerable.Range(0, batch.Rows).Where(row => row % 100 == 7).ToArray();
        return batch with
        {
            LocationOf = Array.ConvertAll(chosen, row => batch.LocationOf[row]),
            OrdinalOf = Array.ConvertAll(chosen, row => batch.OrdinalOf[row]),
            Values = [.. batch.Values.Select(values => Array.ConvertAll(chosen, row => values[row] + 1))],
        };
    }

    /// <summary>A batch as rows in the order of the table's key; ids are places in its lists.</summary>
    public static IEnumerable<(int Location, int Variable, int Period, double Value)> InKeyOrder(ObservationBatch batch)
    {
        for (var start = 0; start < batch.Rows; start += Weeks)
        {
            for (var variable = 0; variable < batch.Variables.Count; variable++)
            {
                for (var row = start; row < start + Weeks; row++)
                {
                    yield return (batch.LocationOf[row], variable, batch.OrdinalOf[row], batch.Values[variable][row]);
                }
            }
        }
    }

    public static async Task AppendAsync(Database database, ObservationBatch batch)
    {
        await using var recording = await Recording.BeginAsync(database, TimeProvider.System);
        await recording.AppendAsync(batch, await recording.AddSourceAsync("x", "x", batch.Rows, simulated: true, "[]"));
        await recording.CommitAsync();
    }
}
