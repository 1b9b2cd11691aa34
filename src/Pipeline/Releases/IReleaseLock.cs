using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>
/// One release at a time. What keeps a holder that was taken over from going on is not this lock but its token: the journal and the
/// target refuse an older one than they have seen. Disposing it releases it.
/// </summary>
internal interface IReleaseLock : IAsyncDisposable
{
    /// <summary>Grows with every holder, and is never used again.</summary>
    long Token { get; }

    /// <summary>Cancelled when another has taken over.</summary>
    CancellationToken Lost { get; }
}

internal sealed class LockHeldException(LockRecord holder, DateTimeOffset now)
    : UserFacingException(
        $"a release is already running: {holder}, for {(now - holder.Since).TotalSeconds:0} s",
        "Wait until it is over. If its process is dead or hangs, the next command takes the lock over."
    )
{
    public LockRecord Holder { get; } = holder;
}

/// <summary>Another deployer has taken over: this one may not write any more, not even to clean up.</summary>
internal sealed class LockLostException(string newer)
    : UserFacingException(
        $"the release lock was taken over by {newer}",
        "This command stopped where it was; the other has finished or undone what it began. ./pipeline status shows what serves."
    );
