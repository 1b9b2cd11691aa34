using System.Data.Common;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// Does work again that failed for a reason that passes. Only a database that has answered before is waited for: one that never
/// did is most likely a wrong address, which should be said at once.
/// </summary>
internal sealed class Retry(IEngine engine)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private volatile bool _answered;

    public async Task<T> RunAsync<T>(Func<Task<T>> work, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (began, pause) = (TimeProvider.System.GetTimestamp(), FirstPause);
        while (true)
        {
            try
            {
                var result = await work();
                _answered = true;
                return result;
            }
            catch (Exception failure) when (_answered && TimeProvider.System.GetElapsedTime(began) < timeout && engine.WillPass(failure))
            {
                engine.Forget();
                await Task.Delay(pause, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (DbException failure) when (engine.Explain(failure) is not null)
            {
                throw engine.Explain(failure)!;
            }
        }
    }
}
