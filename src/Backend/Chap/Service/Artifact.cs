namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>What a job made: a trained model, or predictions from one.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="ParentId">The trained model from which predictions were made.</param>
/// <param name="ConfigId">The configuration.</param>
/// <param name="StartedAt">When the job began.</param>
/// <param name="CompletedAt">When it was done.</param>
/// <param name="Model">The trained model; of predictions, the one that made them.</param>
/// <param name="Prediction">The predictions; null where the artifact is the model itself.</param>
internal sealed record Artifact(
    string Id,
    string? ParentId,
    string ConfigId,
    DateTimeOffset StartedAt,
    DateTimeOffset CompletedAt,
    ChapModel Model,
    ChapPrediction? Prediction
)
{
    /// <summary>How many samples it holds in memory.</summary>
    public long Samples => Prediction?.Rows.Sum(row => (long)row.Samples.Length) ?? 0;
}

/// <summary>An artifact as CHAP reads it: predictions at <c>.data.content</c>. CHAP forbids further members within <c>data</c>.</summary>
internal sealed record ArtifactOut(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ArtifactData? Data,
    string? ParentId,
    int Level
)
{
    public static ArtifactOut Of(Artifact artifact, bool withContent)
    {
        var metadata = new ArtifactMetadata(
            "success",
            artifact.ConfigId,
            artifact.StartedAt,
            artifact.CompletedAt,
            (artifact.CompletedAt - artifact.StartedAt).TotalSeconds
        );
        var data = artifact.Prediction is { } prediction
            ? new ArtifactData(
                "ml_prediction",
                metadata,
                withContent ? Table(prediction) : null,
                "application/vnd.chapkit.dataframe+json",
                null
            )
            : new ArtifactData("ml_training_workspace", metadata, withContent ? artifact.Model : null, "application/json", null);
        return new ArtifactOut(
            artifact.Id,
            artifact.StartedAt,
            artifact.CompletedAt,
            data,
            artifact.ParentId,
            artifact.Prediction is null ? 0 : 1
        );
    }

    // Rows are made as they are written: a country's samples, boxed all at once, would need several times their memory.
    private static FrameOut Table(ChapPrediction prediction) =>
        new(
            ["time_period", "location", .. PredictionCsv.Columns(prediction)],
            prediction.Rows.Select(row =>
                Enumerable
                    .Repeat<object>(row.Period, 1)
                    .Append(row.Location)
                    .Concat(row.Samples.Select(sample => (object)PredictionCsv.Rounded(sample)))
            )
        );
}

/// <summary>What an artifact holds, with how it was made.</summary>
internal sealed record ArtifactData(string Type, ArtifactMetadata Metadata, object? Content, string ContentType, long? ContentSize);

/// <summary>How an artifact was made.</summary>
internal sealed record ArtifactMetadata(
    string Status,
    string ConfigId,
    DateTimeOffset StartedAt,
    DateTimeOffset CompletedAt,
    double DurationSeconds
);

/// <summary>A table as CHAP reads it.</summary>
internal sealed record FrameOut(IReadOnlyList<string> Columns, IEnumerable<IEnumerable<object>> Data);
