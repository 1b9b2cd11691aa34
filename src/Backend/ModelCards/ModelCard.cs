using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>
/// What someone should know of a model before acting on it: what it was made from, how well it did, where it does badly, what it is not
/// for. Every number is from its stored back-test or from the data it was trained on.
/// </summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Names algorithm, settings, data and scores together.</param>
/// <param name="Algorithm">Which candidate it is.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Settings">Its settings, as stored.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Data">What it was trained on.</param>
/// <param name="Skill">How well it did.</param>
/// <param name="Calibration">Whether its intervals hold what they say.</param>
/// <param name="Levels">Skill and calibration of the totals of each level of the hierarchy; empty where there was none when it was
/// trained.</param>
/// <param name="Species">Skill and calibration of each species; empty where none were given.</param>
/// <param name="Further">Whether humidity, vegetation or land-surface temperature are used; empty where the data hold none.</param>
/// <param name="Dependence">How its errors go together; intervals of totals rest on it.</param>
/// <param name="IntendedUse">What it is for.</param>
/// <param name="Limits">What it cannot do.</param>
/// <param name="Citation">How to cite it.</param>
public sealed record ModelCard(
    string Name,
    int Version,
    string Digest,
    string Algorithm,
    string Reason,
    System.Text.Json.JsonElement Settings,
    DateTimeOffset CreatedAt,
    CardData Data,
    CardSkill Skill,
    CardCalibration Calibration,
    IReadOnlyList<LevelSkill> Levels,
    IReadOnlyList<SpeciesSkill> Species,
    IReadOnlyList<FurtherSkill> Further,
    Dependence Dependence,
    IReadOnlyList<string> IntendedUse,
    IReadOnlyList<string> Limits,
    string Citation
);

/// <summary>What the model was trained on.</summary>
/// <param name="Digest">Digest of the panel.</param>
/// <param name="Reproduced">Whether the data stored as of the model's registration have this digest still.</param>
/// <param name="Simulated">Whether any of it is simulated.</param>
/// <param name="Locations">How many locations.</param>
/// <param name="Periods">How many periods, from the first to the last.</param>
/// <param name="PeriodType">month or week.</param>
/// <param name="First">The earliest period.</param>
/// <param name="Last">The latest period: the newest with enough reports.</param>
/// <param name="Reports">Reported case counts.</param>
/// <param name="MissingShare">Share of locations × periods without one, from the first report of any location.</param>
/// <param name="Variables">The variables at hand.</param>
/// <param name="Sources">The files it came from.</param>
public sealed record CardData(
    string Digest,
    bool Reproduced,
    bool Simulated,
    int Locations,
    int Periods,
    string PeriodType,
    string First,
    string Last,
    int Reports,
    double MissingShare,
    IReadOnlyList<string> Variables,
    IReadOnlyList<CardSource> Sources
);

/// <summary>A file of observations.</summary>
public sealed record CardSource(string Name, string Sha256, DateTimeOffset RecordedAt, long Rows, bool Simulated);

/// <summary>How well the model did on past data, forecast as if they were unknown.</summary>
/// <param name="Yardstick">The model it is compared with.</param>
/// <param name="IsYardstick">Whether it is the yardstick itself.</param>
/// <param name="Origins">From how many origins it forecast.</param>
/// <param name="FirstOrigin">The earliest; none where nothing could be scored.</param>
/// <param name="LastOrigin">The latest.</param>
/// <param name="Overall">Everything pooled.</param>
/// <param name="ByHorizon">Each horizon, and the two halves of the origins pooled over horizons.</param>
/// <param name="ShareOfLocationsBetter">Of the locations, the share in which it beats the yardstick.</param>
/// <param name="Locations">Every location, the best first.</param>
public sealed record CardSkill(
    string Yardstick,
    bool IsYardstick,
    int Origins,
    string? FirstOrigin,
    string? LastOrigin,
    MeanScores Overall,
    IReadOnlyList<CardHorizon> ByHorizon,
    double? ShareOfLocationsBetter,
    IReadOnlyList<CardLocation> Locations
);

/// <summary>Scores at a horizon, or of a half of the origins.</summary>
public sealed record CardHorizon(int? Horizon, OriginHalf Half, MeanScores Scores);

/// <summary>Scores at a location.</summary>
public sealed record CardLocation(string Location, MeanScores Scores)
{
    /// <summary>
    /// What locations are ranked by: the log-WIS relative to the yardstick's, or the log-WIS where there is no comparison.
    /// </summary>
    public double Rank(bool relative) => relative ? Scores.RelativeLogWis ?? 1 : Scores.LogWis;
}

/// <summary>Whether intervals hold what they say.</summary>
/// <param name="Coverage50">Share of actuals in the central 50 % interval.</param>
/// <param name="Coverage80">The same of 80 %.</param>
/// <param name="Coverage95">The same of 95 %.</param>
/// <param name="Cases">How many were scored.</param>
/// <param name="EffectiveCases">How many independent cases they are worth, given that locations err together.</param>
/// <param name="Levels">Per quantile level; empty for models registered before this was kept.</param>
public sealed record CardCalibration(
    double Coverage50,
    double Coverage80,
    double Coverage95,
    int Cases,
    double EffectiveCases,
    IReadOnlyList<CardLevel> Levels
)
{
    /// <summary>The level that is furthest off.</summary>
    [JsonIgnore]
    public CardLevel? Worst => Levels.MaxBy(level => Math.Abs(level.Observed - level.Level));
}

/// <summary>How a quantile did.</summary>
/// <param name="Level">The share of actuals that should be at or below it.</param>
/// <param name="Observed">The share that were.</param>
/// <param name="Low">Below this it would be surprising (one in twenty) for a calibrated model.</param>
/// <param name="High">Above this likewise.</param>
public sealed record CardLevel(double Level, double Observed, double Low, double High);
