using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>A record did not find its way to the disk: it is full, or broken. What rests on that record must not be begun.</summary>
internal sealed class JournalUnwritableException(IOException cause)
    : Failure(
        $"the release journal cannot be written: {cause.Message}",
        "Make room on that disk (or mend it); then ./pipeline resume finishes or undoes what was begun.",
        cause
    );
