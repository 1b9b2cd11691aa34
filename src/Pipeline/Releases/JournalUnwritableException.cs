using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>A record did not find its way to where it is kept. What rests on that record must not be begun.</summary>
internal sealed class JournalUnwritableException(Exception cause, string? remedy = null)
    : Failure(
        $"the release journal cannot be written: {cause.Message}",
        remedy ?? "Make room on that disk, or repair it; then ./pipeline resume finishes or undoes what was begun.",
        cause
    );
