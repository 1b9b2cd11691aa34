using System.Globalization;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;

// Competes with other processes for names or for the release lock, and appends what it won to a file of its own, which outlives a kill.
var (what, folder, rounds) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
var won = Path.Combine(folder, $"won-{Environment.ProcessId}");
if (what == "names")
{
    for (var round = 1; round <= rounds; round++)
    {
        try
        {
            AtomicFile.WriteNew(Path.Combine(folder, $"name-{round}"), BitConverter.GetBytes(Environment.ProcessId));
            Won(round);
        }
        catch (FileExistsException)
        {
            // Another one has this name; the next may be free.
        }
    }
}
else
{
    for (var token = 0L; token < rounds; )
    {
        try
        {
            using var held = ReleaseLock.Take(Path.Combine(folder, "lock"), "contender", "deploy", new ThisProcess(), TimeProvider.System);
            token = held.Token;
            Won(token);
        }
        catch (LockHeldException)
        {
            Thread.Yield();
        }
    }
}
return 0;

void Won(long number) => File.AppendAllText(won, number.ToString(CultureInfo.InvariantCulture) + "\n");
