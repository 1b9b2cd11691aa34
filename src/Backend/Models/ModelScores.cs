using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Backend.Models;

/// <summary>Why a model was chosen: the choice in a sentence, and the whole back-test it rests on. Stored with the model version.</summary>
/// <param name="Champion">The algorithm chosen.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Backtest">How all candidates did.</param>
public sealed record ModelScores(string Champion, string Reason, BacktestReport Backtest)
{
    /// <summary>The champion's scores over everything.</summary>
    public MeanScores Overall { get; } = Backtest.Models.Single(model => model.Model == Champion).Overall;

    /// <summary>Whether the champion is the very model that the others are compared with.</summary>
    public bool IsYardstick => Champion == Backtest.Yardstick;

    public static ModelScores Read(string json) => CanonicalJson.Read<ModelScores>(json);

    /// <summary>The champion's scores at one location; null where nothing could be scored.</summary>
    public MeanScores? At(string location) =>
        Backtest.ByLocation.FirstOrDefault(row => row.Model == Champion && row.Location == location)?.Means is { Cases: > 0 } means ? means : null;
}
