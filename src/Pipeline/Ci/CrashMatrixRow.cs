namespace MalariaPredictor.Pipeline.Ci;

/// <summary>What came of one row of the crash matrix: one operation, one kind of blow, at every point it can fall.</summary>
/// <param name="Number">Its place in the table.</param>
/// <param name="Operation">What was under way.</param>
/// <param name="Blow">What happened to it.</param>
/// <param name="Points">How often it was struck, each time at another point.</param>
/// <param name="Requests">Sent meanwhile.</param>
/// <param name="Failed">Of these: not answered wholly by one release.</param>
/// <param name="Stuck">Requests without an answer and commands without an end.</param>
/// <param name="Wrong">Points after which something was not as it must be.</param>
/// <param name="Remark">What the table says besides; why a row was left out.</param>
internal sealed record CrashMatrixRow(
    int Number,
    string Operation,
    string Blow,
    int Points,
    long Requests,
    long Failed,
    long Stuck,
    int Wrong,
    string? Remark = null
)
{
    public bool Holds => Failed == 0 && Stuck == 0 && Wrong == 0;
}
