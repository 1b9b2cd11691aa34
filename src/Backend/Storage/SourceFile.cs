namespace MalariaPredictor.Backend.Storage;

/// <summary>A file whose observations were stored.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, without directories.</param>
/// <param name="Sha256">Its content's digest, lower-case hexadecimal.</param>
/// <param name="RecordedAt">When its observations became known.</param>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Simulated">Whether the file says that its values are simulated.</param>
/// <param name="Warnings">What was changed or noticed on reading it.</param>
public sealed record SourceFile(
    long Id,
    string Name,
    string Sha256,
    DateTimeOffset RecordedAt,
    long Rows,
    bool Simulated,
    IReadOnlyList<string> Warnings
);
