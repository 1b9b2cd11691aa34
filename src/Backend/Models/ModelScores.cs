using System.Text.Json.Serialization;
using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Backend.Models;

/// <summary>Why a model was chosen: the choice in a sentence, and the whole back-test it rests on. Stored with the model version.</summary>
/// <param name="Champion">The algorithm chosen.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Backtest">How all candidates did.</param>
/// <param name="Totals">How the totals of each level of a hierarchy did; absent where there is none, and in versions before it was
/// kept.</param>
/// <param name="Species">How the forecasts of each species did; absent likewise.</param>
/// <param name="Further">Whether humidity, vegetation or land-surface temperature are used at each horizon; absent where the data hold
/// none, or the champion uses no weather.</param>
public sealed record ModelScores(
    string Champion,
    string Reason,
    BacktestReport Backtest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LevelSkill>? Totals = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SpeciesSkill>? Species = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FurtherSkill>? Further = null
)
{
    /// <summary>The champion's scores over everything.</summary>
    public MeanScores Overall { get; } = Backtest.Models.Single(model => model.Model == Champion).Overall;

    /// <summary>Whether the champion is the very model that the others are compared with.</summary>
    public bool IsYardstick => Champion == Backtest.Yardstick;

    public static ModelScores Read(string json) => CanonicalJson.Read<ModelScores>(json);

    /// <summary>The champion's scores at one location; null where nothing could be scored.</summary>
    public MeanScores? At(string location) =>
        Backtest.ByLocation.FirstOrDefault(row => row.Model == Champion && row.Location == location)?.Means is { Cases: > 0 } means
            ? means
            : null;
}

/// <summary>How the totals of a level did.</summary>
/// <param name="Level">"all locations", or "level 1" for the groups at the top and so on.</param>
/// <param name="Groups">How many groups it has.</param>
/// <param name="Scores">Pooled over the groups.</param>
/// <param name="RelativeWis">WIS over that of the yardstick's totals, which are added up likewise; none where that is 0.</param>
/// <param name="RelativeLogWis">The same of the log-WIS.</param>
public sealed record LevelSkill(string Level, int Groups, TotalScores Scores, double? RelativeWis, double? RelativeLogWis);

/// <summary>Whether what follows from the weather is used at a horizon, beside rain and temperature.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Variables">Those that are given well enough.</param>
/// <param name="IsUsed">Only where forecasts from past origins were better for it.</param>
/// <param name="RelativeError">Their error with it over that without it.</param>
public sealed record FurtherSkill(int Horizon, IReadOnlyList<string> Variables, bool IsUsed, double RelativeError);

/// <summary>How the forecasts of one species did at the locations that are forecast by species.</summary>
/// <param name="Variable">Such as <c>cases_pf</c>.</param>
/// <param name="Locations">How many locations.</param>
/// <param name="Scores">Pooled over them; relative to the yardstick's forecasts of the same species.</param>
public sealed record SpeciesSkill(string Variable, int Locations, MeanScores Scores);
