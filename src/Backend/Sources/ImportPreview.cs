using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Layouts;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources;

/// <summary>A row as it would be stored.</summary>
/// <param name="Location">The place.</param>
/// <param name="Parent">The group it is part of; null where the file names none.</param>
/// <param name="Period">The month or week.</param>
/// <param name="Values">The value of each variable; null where it is missing.</param>
public sealed record PreviewRow(string Location, string? Parent, string Period, IReadOnlyDictionary<string, double?> Values);

/// <summary>What an import would read and store.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Understood">How it is laid out; null where it is in the CHAP convention already.</param>
/// <param name="Rows">How many rows would be stored.</param>
/// <param name="Locations">The places.</param>
/// <param name="Periods">"months" or "weeks".</param>
/// <param name="First">The earliest period.</param>
/// <param name="Last">The latest period.</param>
/// <param name="FirstRows">The first rows as they would be stored.</param>
/// <param name="Warnings">What was changed or noticed.</param>
public sealed record ImportPreview(
    string File,
    Understanding? Understood,
    int Rows,
    IReadOnlyList<string> Locations,
    string Periods,
    string First,
    string Last,
    IReadOnlyList<PreviewRow> FirstRows,
    IReadOnlyList<string> Warnings
)
{
    private const int RowsShown = 10;

    internal static ImportPreview Of(ChapFile file, Understanding? understood, IReadOnlyList<string> warnings)
    {
        var batch = file.Observations;
        string Period(int ordinal) => StoredPeriod.From(batch.PeriodType, ordinal).ToString();
        return new ImportPreview(
            file.Name,
            understood,
            batch.Rows,
            batch.Locations,
            batch.PeriodType.Plural(),
            Period(batch.OrdinalOf.Min()),
            Period(batch.OrdinalOf.Max()),
            [
                .. Enumerable
                    .Range(0, Math.Min(RowsShown, batch.Rows))
                    .Select(row => new PreviewRow(
                        batch.Locations[batch.LocationOf[row]],
                        file.Places[batch.LocationOf[row]].Parent,
                        Period(batch.OrdinalOf[row]),
                        batch
                            .Variables.Zip(batch.Values)
                            .ToDictionary(
                                pair => pair.First,
                                pair => double.IsNaN(pair.Second[row]) ? (double?)null : pair.Second[row],
                                StringComparer.Ordinal
                            )
                    )),
            ],
            warnings
        );
    }
}
