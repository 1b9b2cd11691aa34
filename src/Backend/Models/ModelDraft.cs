namespace MalariaPredictor.Backend.Models;

/// <summary>A model about to be registered: all that its digest covers. Settings and scores are canonical JSON.</summary>
public sealed record ModelDraft(string Algorithm, string Settings, string TrainedOn, string Scores)
{
    public string Digest { get; } =
        CanonicalJson.Digest(
            CanonicalJson.Write(
                new
                {
                    name = ModelVersion.Predictor,
                    algorithm = Algorithm,
                    settings = Settings,
                    trainedOn = TrainedOn,
                    scores = Scores,
                }
            )
        );
}
