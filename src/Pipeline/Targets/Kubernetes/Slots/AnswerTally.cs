using System.Collections.Concurrent;
using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>
/// A cluster has no router of ours that counts. What is counted here are the answers that this deployer itself got at the public Service,
/// by release; what people got is for Prometheus to say.
/// </summary>
internal sealed class AnswerTally
{
    private readonly ConcurrentDictionary<string, SlotTraffic> _counts = new(StringComparer.Ordinal);

    public SlotTraffic Of(string slot) => _counts.GetValueOrDefault(slot, SlotTraffic.None);

    public void Add(string slot, SlotAnswer answer)
    {
        var bucket = LatencyHistogram.BucketOf(answer.Took);
        var one = new SlotTraffic(
            1,
            0,
            answer.Status >= 500 ? 1 : 0,
            answer.Status == 0 ? 1 : 0,
            answer.Status == 0 ? null : new LatencyHistogram([.. Enumerable.Range(0, bucket + 1).Select(at => at == bucket ? 1L : 0L)])
        );
        _counts.AddOrUpdate(slot, one, (_, before) => before.Plus(one));
    }
}
