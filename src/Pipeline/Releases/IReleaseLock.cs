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
