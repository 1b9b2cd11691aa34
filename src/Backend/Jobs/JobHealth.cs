namespace MalariaPredictor.Backend.Jobs;

/// <summary>The newest runs of each job, as last read from the record.</summary>
public sealed class JobHealth
{
    private volatile IReadOnlyList<JobRun> _newest = [];

    /// <summary>Of each job the newest run that ended and the newest that succeeded.</summary>
    public IReadOnlyList<JobRun> Newest
    {
        get => _newest;
        set => _newest = value;
    }
}
