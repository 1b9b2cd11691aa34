using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>A few instructions' exclusion between processes, by a file lock the system itself releases when its holder dies.</summary>
internal static class Guard
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IDisposable Enter(string path, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var spin = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path + ".guard", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(began) < Patience)
            {
                spin.SpinOnce(); // Held for a few milliseconds at most.
            }
            catch (IOException busy)
            {
                throw new Failure($"{path}.guard stays locked by another process", "A release that was suspended (Ctrl-Z) holds it: continue or end it.", busy);
            }
        }
    }
}
