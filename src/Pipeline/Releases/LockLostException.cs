using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Another deployer has taken over: this one may not write any more, not even to clean up.</summary>
internal sealed class LockLostException(string newer)
    : Failure(
        $"the release lock was taken over by {newer}",
        "This command stopped where it was; the other has finished or undone what it began. ./pipeline status shows what serves."
    );
