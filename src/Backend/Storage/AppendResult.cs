namespace MalariaPredictor.Backend.Storage;

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
