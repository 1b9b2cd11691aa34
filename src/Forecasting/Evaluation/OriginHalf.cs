using System.Text.Json.Serialization;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>Which origins a score is of. Relative skill is unstable between years: judge both halves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OriginHalf>))]
public enum OriginHalf
{
    /// <summary>Every origin.</summary>
    Both,

    /// <summary>Up to twelve origins before the late ones.</summary>
    Early,

    /// <summary>The last twelve origins.</summary>
    Late,
}
