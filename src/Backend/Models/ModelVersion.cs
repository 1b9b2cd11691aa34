namespace MalariaPredictor.Backend.Models;

/// <summary>
/// A registered model: an algorithm with its settings, the data it was trained and judged on, and how it scored. Its digest names
/// all of these, so two registrations with one digest are the same model.
/// </summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">1, 2, 3 … in order of registration.</param>
/// <param name="Digest">SHA-256 over the canonical JSON of everything but version and time.</param>
/// <param name="Algorithm">Which candidate it is, such as <c>srp</c>.</param>
/// <param name="Settings">Canonical JSON.</param>
/// <param name="TrainedOn">Digest of the panel.</param>
/// <param name="Scores">Canonical JSON of a <see cref="ModelScores"/>.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record ModelVersion(
    string Name,
    int Version,
    string Digest,
    string Algorithm,
    string Settings,
    string TrainedOn,
    string Scores,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The one registered model of this system; its versions differ in algorithm and training data.</summary>
    public const string Predictor = "malaria-predictor";

    /// <summary>The alias of the version that is live.</summary>
    public const string Champion = "champion";
}

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
