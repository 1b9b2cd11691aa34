using System.Globalization;
using System.Text;
using k8s.Models;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Records;

/// <summary>
/// The journal in a ConfigMap, in the same chained lines as on a machine. A record is added by writing the whole back as it was read and
/// one longer: the server takes it only if nobody has written meanwhile. A full one is archived under a number, and a new one begun.
/// </summary>
internal sealed class ConfigMapJournal(ClusterApi api, int fullAt = ConfigMapJournal.FullAt) : IJournalStore
{
    /// <summary>Far below the 1 MiB that an object may have, and small enough to be sent with each record.</summary>
    private const int FullAt = 128 * 1024;

    private const string Lines = "journal.log";
    private const string Archived = "archived";
    private readonly Dictionary<int, string> _archives = [];
    private V1ConfigMap? _current;
    private string _checksum = "";
    private JournalHistory? _known;

    /// <summary>
    /// Where the right to read is lost, what was read last: with it a release can still be undone, and no stale record can be written.
    /// </summary>
    public async Task<JournalHistory> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = await api.FindAsync<V1ConfigMap>(RecordNames.Journal, cancellationToken);
            return await DecodeAsync(cancellationToken);
        }
        catch (ClusterRefusal refusal) when (refusal.IsForbidden && _known is not null)
        {
            return _known;
        }
    }

    public async Task<JournalHistory?> TryAppendAsync(JournalRecord record, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetString(JournalText.Encode(record, _checksum).Line);
        try
        {
            _current =
                _current is null ? await api.CreateAsync(Of(line, archives: 0), cancellationToken)
                : TextOf(_current).Length + line.Length <= fullAt
                    ? await api.ReplaceAsync(With(_current, TextOf(_current) + line, Archives), cancellationToken)
                : await RotateAsync(_current, line, cancellationToken);
            return await DecodeAsync(cancellationToken);
        }
        catch (ClusterRefusal refusal) when (refusal.IsConflict || refusal.Exists)
        {
            // Another's record came first, or this one's own answer was lost on the way: what stands there tells.
            var history = await ReadAsync(cancellationToken);
            return
                history.Records.Count >= record.Sequence
                && history.Records[(int)record.Sequence - 1] is var there
                && there == record with { Plan = there.Plan }
                ? history
                : null;
        }
        catch (ClusterRefusal refusal) when (refusal.IsForbidden)
        {
            throw new JournalUnwritableException(
                refusal,
                $"Restore the right or renew the credentials ({refusal.Remedy}); then ./pipeline resume puts in order what was begun."
            );
        }
    }

    private int Archives =>
        _current?.Data.TryGetValue(Archived, out var count) == true ? int.Parse(count, CultureInfo.InvariantCulture) : 0;

    /// <summary>
    /// The archive first, whole; only then the current one is emptied. Whoever dies between leaves an archive that nobody reads yet.
    /// </summary>
    private async Task<V1ConfigMap> RotateAsync(V1ConfigMap full, string line, CancellationToken cancellationToken)
    {
        var number = Archives + 1;
        var archive = new V1ConfigMap
        {
            Metadata = RecordNames.Metadata(RecordNames.Archive(number), "journal"),
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { [Lines] = TextOf(full) },
        };
        // One that was left half-way held less than this: it is of no use to anyone.
        if (
            !await api.EnsureAsync(archive, cancellationToken)
            && TextOf(await api.GetAsync<V1ConfigMap>(archive.Metadata.Name, cancellationToken)) != TextOf(full)
        )
        {
            await api.DeleteAsync<V1ConfigMap>(archive.Metadata.Name, cancellationToken);
            await api.EnsureAsync(archive, cancellationToken);
        }
        return await api.ReplaceAsync(With(full, line, number), cancellationToken);
    }

    private async Task<JournalHistory> DecodeAsync(CancellationToken cancellationToken)
    {
        var text = new JournalText($"{RecordNames.Journal} in namespace {api.Scope}");
        for (var number = 1; number <= Archives; number++)
        {
            if (!_archives.TryGetValue(number, out var archive))
            {
                _archives[number] = archive = TextOf(await api.GetAsync<V1ConfigMap>(RecordNames.Archive(number), cancellationToken));
            }
            text.Take(Encoding.UTF8.GetBytes(archive));
        }
        text.Take(Encoding.UTF8.GetBytes(_current is null ? "" : TextOf(_current)));
        _checksum = text.Checksum;
        return _known = new JournalHistory(text.Records());
    }

    private static string TextOf(V1ConfigMap map) => map.Data?.TryGetValue(Lines, out var text) == true ? text : "";

    private static V1ConfigMap Of(string text, int archives) =>
        With(new V1ConfigMap { Metadata = RecordNames.Metadata(RecordNames.Journal, "journal") }, text, archives);

    private static V1ConfigMap With(V1ConfigMap map, string text, int archives)
    {
        map.Data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Lines] = text,
            [Archived] = archives.ToString(CultureInfo.InvariantCulture),
        };
        return map;
    }
}
