namespace MalariaPredictor.Backend.Hosting;

/// <summary>Which release this process is: set by whoever started it, repeated on every response.</summary>
/// <param name="Id">RELEASE_ID, an opaque text; <c>none</c> where it is not set.</param>
/// <param name="Version">The version of the build.</param>
/// <param name="Commit">The commit it was built from.</param>
public sealed record ReleaseInfo(string Id, string Version, string Commit);
