namespace MalariaPredictor.Pipeline.Releases;

/// <summary>How the traffic comes from one release to the next.</summary>
internal enum Strategy
{
    /// <summary>All at once, to a slot that stands beside the old one; that stays warm.</summary>
    BlueGreen,

    /// <summary>Instance by instance: one more than usual runs at a time, and none of the old stays.</summary>
    Rolling,
}
