using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Manifests;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;

/// <summary>
/// The requests that a slot has answered, as its pods' own metrics count them: those of users, and those that the deployer asked through
/// the public Service. Probes are left out. Where no pod's metrics can be read, only the deployer's own requests are known.
/// </summary>
internal sealed partial class PodTraffic(ClusterApi api, TimeProvider time)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, SlotTraffic> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Dictionary<string, SlotTraffic>> _read = new(StringComparer.Ordinal);
    private long? _readAt;

    /// <summary>Adds a request that the deployer has made itself.</summary>
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
        _own.AddOrUpdate(slot, one, (_, before) => before.Plus(one));
    }

    /// <param name="slot">The slot that serves.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SlotTraffic> OfAsync(string slot, IEnumerable<V1Pod> pods, CancellationToken cancellationToken)
    {
        var counts = _read.GetOrAdd(slot, _ => new(StringComparer.Ordinal));
        if (_readAt is not { } last || time.GetElapsedTime(last) >= ReadEvery)
        {
            var read = await Task.WhenAll(pods.Where(PodTrouble.IsReady).Select(pod => ReadAsync(pod, cancellationToken)));
            foreach (var (pod, traffic) in read)
            {
                if (traffic is not null)
                {
                    counts[pod] = traffic; // A pod that has ended keeps what it had counted.
                }
            }
            _readAt = time.GetTimestamp();
        }
        return counts.Count == 0
            ? _own.GetValueOrDefault(slot, SlotTraffic.None)
            : counts.Values.Aggregate(SlotTraffic.None, (sum, one) => sum.Plus(one));
    }

    private async Task<(string Pod, SlotTraffic? Traffic)> ReadAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var name = pod.Metadata.Name;
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(ReadWithin);
        try
        {
            var (code, text) = await api.ProxyPodAsync(name, Ports.Metrics, "/metrics", within.Token);
            var complete = code == HttpStatusCode.OK && text.Contains("http_request_duration_seconds_bucket", StringComparison.Ordinal);
            return (name, complete ? Parse(text) : null);
        }
        catch (Exception silent)
            when (silent is HttpRequestException or IOException
                || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (name, null);
        }
    }

    /// <summary>Of Prometheus' text format the two series that tell of requests.</summary>
    internal static SlotTraffic Parse(string metrics)
    {
        var (requests, errors) = (0L, 0L);
        var counts = new long[LatencyHistogram.Buckets];
        var cumulative = new Dictionary<string, List<(double Bound, long Count)>>(StringComparer.Ordinal);
        foreach (var line in metrics.Split('\n'))
        {
            if (Sample().Match(line) is not { Success: true } sample || Probe().IsMatch(sample.Groups["labels"].Value))
            {
                continue;
            }
            var labels = sample.Groups["labels"].Value;
            var count = (long)double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
            if (sample.Groups["name"].Value == "http_requests_total")
            {
                requests += count;
                errors += ServerError().IsMatch(labels) ? count : 0;
            }
            else if (Bound().Match(labels) is { Success: true } bound)
            {
                var series = labels.Replace(bound.Value, "", StringComparison.Ordinal);
                if (!cumulative.TryGetValue(series, out var buckets))
                {
                    cumulative[series] = buckets = [];
                }
                var le = bound.Groups["le"].Value;
                buckets.Add((le == "+Inf" ? double.PositiveInfinity : double.Parse(le, CultureInfo.InvariantCulture), count));
            }
        }
        foreach (var buckets in cumulative.Values)
        {
            var before = 0L;
            foreach (var (bound, count) in buckets.OrderBy(bucket => bucket.Bound))
            {
                var at = double.IsInfinity(bound)
                    ? LatencyHistogram.Buckets - 1
                    : LatencyHistogram.BucketOf(TimeSpan.FromSeconds(bound)) - 1;
                counts[Math.Max(0, at)] += count - before; // The last bucket that is not above the bound.
                before = count;
            }
        }
        return new SlotTraffic(requests, 0, errors, 0, new LatencyHistogram(counts));
    }

    [GeneratedRegex(
        @"^(?<name>http_requests_total|http_request_duration_seconds_bucket)\{(?<labels>.*)\} (?<value>[0-9.eE+]+)( [0-9]+)?\r?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Sample();

    [GeneratedRegex("route=\"/?(health|metrics)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Probe();

    [GeneratedRegex("status=\"5[0-9][0-9]\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerError();

    [GeneratedRegex(",?le=\"(?<le>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bound();
}
