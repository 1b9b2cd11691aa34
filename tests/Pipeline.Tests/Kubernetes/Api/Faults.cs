using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

internal enum FaultKind
{
    /// <summary>409, as if another had written between.</summary>
    Conflict,

    /// <summary>429 with Retry-After.</summary>
    Throttled,

    /// <summary>500.</summary>
    Internal,

    /// <summary>403, as from a server that has just started and has not loaded its Roles.</summary>
    Forbidden,

    /// <summary>A watch that is accepted and then never says anything: its connection has died without either side noticing.</summary>
    Silent,

    /// <summary>No answer for longer than any client waits.</summary>
    Timeout,

    /// <summary>The connection breaks before the request has had any effect.</summary>
    DroppedBefore,

    /// <summary>The request takes effect, and the connection breaks before the answer: the worst.</summary>
    DroppedAfter,
}

/// <summary>Trouble that the next requests meet.</summary>
internal sealed class Faults
{
    private readonly Lock _guard = new();
    private readonly List<(FaultKind Kind, Func<Deed, bool> Meets, int[] Left)> _planned = [];

    /// <summary>So many of the requests that are meant meet with trouble; the others do not.</summary>
    public void Plan(FaultKind kind, int times, Func<Deed, bool> meets)
    {
        lock (_guard)
        {
            _planned.Add((kind, meets, [times]));
        }
    }

    public FaultKind? Next(Deed deed)
    {
        lock (_guard)
        {
            foreach (var (kind, meets, left) in _planned)
            {
                if (left[0] > 0 && meets(deed))
                {
                    left[0]--;
                    return kind;
                }
            }
            return null;
        }
    }
}
