namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>
/// A step that finds out with which model the release is kept. Models go live by themselves, so this is a fact of that moment.
/// </summary>
internal interface IServing
{
    /// <summary>Its digest; null where it is not known (yet).</summary>
    string? Model { get; }
}
