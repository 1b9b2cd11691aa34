using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

/// <summary>A lock's record in the words of a Lease; what a Lease has no words for is in annotations.</summary>
internal static class LeaseText
{
    private const string Prefix = "malaria-prediction.com/";

    public static V1Lease Write(V1Lease lease, LockRecord record)
    {
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = record.Held ? record.Owner : "",
            LeaseDurationSeconds = (int)ReleaseLock.Expiry.TotalSeconds,
            LeaseTransitions = checked((int)record.Token),
            AcquireTime = record.Since.UtcDateTime,
            RenewTime = record.Heartbeat.UtcDateTime,
        };
        lease.Metadata.Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Prefix + "owner"] = record.Owner,
            [Prefix + "command"] = record.Command,
            [Prefix + "process"] = record.Pid.ToString(CultureInfo.InvariantCulture),
            [Prefix + "began"] = record.Began,
        };
        return lease;
    }

    public static LockRecord Read(V1Lease lease)
    {
        string Note(string name) => lease.Metadata.Annotations?.TryGetValue(Prefix + name, out var text) == true ? text : "";
        return new LockRecord(
            lease.Spec?.LeaseTransitions ?? 0,
            Note("owner"),
            Note("command"),
            int.TryParse(Note("process"), CultureInfo.InvariantCulture, out var pid) ? pid : 0,
            Note("began"),
            Moment(lease.Spec?.AcquireTime),
            Moment(lease.Spec?.RenewTime),
            Held: lease.Spec?.HolderIdentity is { Length: > 0 }
        );
    }

    private static DateTimeOffset Moment(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : default;
}
