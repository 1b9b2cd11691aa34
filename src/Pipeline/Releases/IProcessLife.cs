namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Which process this is, and whether another still runs: the lock's view of the system.</summary>
internal interface IProcessLife
{
    int Pid { get; }

    string Began { get; }

    bool IsAlive(int pid, string began);
}
