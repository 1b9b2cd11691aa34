using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>
/// A gate as an environment asks for it: which, and where its limits are. Knows nothing of the release that it will judge.
/// </summary>
internal interface IGateSpec : INamedSetting
{
    IGate Create(GateSubject subject, TimeProvider time);
}
