using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>A thing cannot be made yet, for want of something else. What does not need it goes on.</summary>
internal sealed class HeldException(string what, string remedy) : Failure(what, remedy);
