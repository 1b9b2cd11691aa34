using System.Globalization;
using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Crash;

/// <summary>One run of a row, on a service of its own.</summary>
internal sealed class RowRun(MatrixRow row)
{
    private const int Connections = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly List<string> _complaints = [];
    private int _points;
    private int _wrong;

    /// <summary>What was wrong after which point, and which requests failed.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public async Task<CrashMatrixRow> RunAsync(int number)
    {
        if (row.OnSmallDisk && SmallDisk.WhyNot() is { } reason)
        {
            return new CrashMatrixRow(number, row.Operation, row.Blow, 0, 0, 0, 0, 0, $"left out: {reason}");
        }
        using var disk = row.OnSmallDisk ? new SmallDisk() : null;
        CrashRig rig;
        await using (rig = await CrashRig.CreateAsync(Connections, Pause, disk))
        {
            await StrikeAsync(rig, disk);
        }
        _complaints.AddRange(rig.Load.Failures.Take(50));
        return new CrashMatrixRow(
            number,
            row.Operation,
            row.Blow,
            _points,
            rig.Load.Requests,
            rig.Load.Failures.Count,
            rig.Load.StuckRequests + rig.Stuck,
            _wrong,
            Remark(rig)
        );
    }

    private async Task StrikeAsync(CrashRig rig, SmallDisk? disk)
    {
        foreach (var point in row.Points)
        {
            try
            {
                if (await row.StrikeAsync(rig, disk, point) is not { } found)
                {
                    break;
                }
                _points++;
                Complain(point, found);
            }
            catch (Exception unusable) when (unusable is ShouldAssertException or TimeoutException or IOException or HttpRequestException)
            {
                Complain(point, [unusable.Message]);
                return; // Where it stands now, the next point would tell nothing.
            }
        }
    }

    private void Complain(string point, IReadOnlyList<string> found)
    {
        _wrong += found.Count > 0 ? 1 : 0;
        _complaints.AddRange(found.Select(what => $"{point}: {what}"));
    }

    private static string? Remark(CrashRig rig)
    {
        List<string> parts = [];
        var times = rig.Outages.Order().ToList();
        if (times.Count > 0)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"serves again after {times[times.Count / 2].TotalSeconds:0.0} s (median), {times[^1].TotalSeconds:0.0} s (worst)"
                )
            );
        }
        if (rig.Load.Unserved > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rig.Load.Unserved:#,0} requests found no host"));
        }
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }
}
