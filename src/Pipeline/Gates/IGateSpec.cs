namespace MalariaPredictor.Pipeline.Gates;

/// <summary>A gate as an environment asks for it: which, and where its limits are. Knows nothing of the release that it will judge.</summary>
internal interface IGateSpec
{
    /// <summary>As verdicts and the journal name it; each once in an environment's list.</summary>
    string Name { get; }

    IGate Create(GateSubject subject, TimeProvider time);
}
