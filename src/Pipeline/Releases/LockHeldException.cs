using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

internal sealed class LockHeldException(LockRecord holder, DateTimeOffset now)
    : Failure(
        $"a release is already running: {holder}, for {(now - holder.Since).TotalSeconds:0} s",
        "Wait until it is over. If its process is dead or hangs, the lock is taken over by itself."
    )
{
    public LockRecord Holder { get; } = holder;
}
