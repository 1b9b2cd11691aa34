namespace MalariaPredictor.Backend.Hosting;

/// <summary>How every command ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Tried, and failed; stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; nothing was tried.</summary>
    public const int WrongUsage = 2;

    /// <summary>Refused by a gate, to protect something; stderr says which.</summary>
    public const int Held = 3;
}
