using System.Diagnostics;

namespace MalariaPredictor.Backtest;

/// <summary>What a piece of work cost: the fastest of three runs, and what one run allocated on all threads.</summary>
internal readonly record struct Measured(double Milliseconds, double AllocatedMegabytes)
{
    public static Measured Of(Action work)
    {
        var best = new Measured(double.PositiveInfinity, 0);
        for (var run = 0; run < 3; run++)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var clock = Stopwatch.StartNew();
            work();
            var elapsed = clock.Elapsed.TotalMilliseconds;
            if (elapsed < best.Milliseconds)
            {
                best = new Measured(elapsed, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6);
            }
        }

        return best;
    }
}
