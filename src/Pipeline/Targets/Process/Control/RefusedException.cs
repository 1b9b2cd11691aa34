using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Process.Control;

/// <summary>The host understood a command and does not carry it out.</summary>
internal sealed class RefusedException(string what, string remedy) : UserFacingException(what, remedy);
