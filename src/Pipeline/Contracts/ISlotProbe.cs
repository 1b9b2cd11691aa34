namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What gates need of a target: to look at the slots and to send them requests. It changes nothing.</summary>
internal interface ISlotProbe
{
    Task<TargetState> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Asks a slot directly, whether it takes traffic or not.</summary>
    Task<SlotAnswer> AskAsync(string slot, string path, CancellationToken cancellationToken);

    /// <summary>Asks the service as people do, whichever slot takes the traffic.</summary>
    async Task<SlotAnswer> AskServiceAsync(string path, CancellationToken cancellationToken) =>
        (await ObserveAsync(cancellationToken)).Active is { } active
            ? await AskAsync(active, path, cancellationToken)
            : new SlotAnswer(0, "");

    /// <summary>
    /// What was asked lately and answered well: paths with their queries, newest first, each once. A target may keep none.
    /// </summary>
    Task<IReadOnlyList<string>> RecentRequestsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}

/// <param name="Status">Of HTTP; 0 when there was no answer.</param>
/// <param name="Body">The answer.</param>
/// <param name="Took">From the request to the last byte of the answer.</param>
internal sealed record SlotAnswer(int Status, string Body, TimeSpan Took = default);
