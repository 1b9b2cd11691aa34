using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Chap;

/// <summary>
/// What training leaves behind for prediction, as readable JSON: which algorithm was chosen and why, with which options, and how its errors
/// went together. The algorithms fit themselves anew to the history they are given, in milliseconds; so predictions always
/// rest on the newest data, and a model file holds no data.
/// </summary>
/// <param name="Format">Always <see cref="ThisFormat"/>.</param>
/// <param name="Algorithm">The algorithm that forecasts.</param>
/// <param name="Reason">Why it was chosen, for people.</param>
/// <param name="Options">What the user chose.</param>
/// <param name="Periods">months or weeks.</param>
/// <param name="TrainedOn">Digest of the training data.</param>
/// <param name="Origin">The last period of the training data with enough reports.</param>
/// <param name="Locations">How many locations there were.</param>
/// <param name="Dependence">How the errors of locations and horizons went together in the back-test.</param>
/// <param name="Scores">How the algorithm did in the back-test.</param>
public sealed record ChapModel(
    string Format,
    string Algorithm,
    string Reason,
    ChapOptions Options,
    string Periods,
    string TrainedOn,
    string Origin,
    int Locations,
    Dependence Dependence,
    MeanScores Scores
)
{
    public const string ThisFormat = "malaria-predictor/chap-model/1";

    public string Write() => CanonicalJson.Write(this);

    /// <exception cref="UserFacingException">The text is no model of this format.</exception>
    public static ChapModel Read(string text, string name)
    {
        const string Remedy = "Train one: malaria-predictor chap train TRAIN_CSV MODEL.";
        try
        {
            var model = CanonicalJson.Read<ChapModel>(text);
            return model.Format == ThisFormat
                ? model
                : throw new UserFacingException(
                    $"{name} is a model of the format '{model.Format}', and this release reads {ThisFormat}.",
                    Remedy
                );
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            throw new UserFacingException($"{name} is not a trained model.", Remedy, broken);
        }
    }
}
