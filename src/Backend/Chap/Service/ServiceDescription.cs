using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>What <c>/api/v1/info</c> and the registration say of this service; the names are chapkit's.</summary>
public sealed record ServiceDescription(
    string Id,
    string DisplayName,
    string Version,
    string Description,
    ModelMetadata ModelMetadata,
    string PeriodType,
    int MinPredictionPeriods,
    int MaxPredictionPeriods,
    bool AllowFreeAdditionalContinuousCovariates,
    IReadOnlyList<string> RequiredCovariates,
    bool RequiresGeo
)
{
    /// <summary>A chapkit service speaks of months or of weeks, never of both.</summary>
    public static ServiceDescription Of(PeriodType periods)
    {
        var months = periods == Forecasting.Series.PeriodType.Month;
        return new ServiceDescription(
            months ? "malaria-predictor" : "malaria-predictor-weekly",
            months ? "Malaria Predictor" : "Malaria Predictor (weekly)",
            BuildInfo.Read().Version,
            "Chooses the algorithm that does best in a back-test on the data it is given, and answers with samples that are coherent over "
                + "places and periods.",
            new ModelMetadata(
                "The Malaria Predictor contributors",
                "Back-tested on past data before every use; a model card tells its skill and its limits.",
                "yellow"
            ),
            months ? "monthly" : "weekly",
            MinPredictionPeriods: 1,
            MaxPredictionPeriods: months ? 12 : 52,
            AllowFreeAdditionalContinuousCovariates: true,
            RequiredCovariates: [],
            RequiresGeo: false
        );
    }
}

/// <summary>Who made the model, and how far it can be trusted by their own account.</summary>
public sealed record ModelMetadata(string Author, string AuthorNote, string AuthorAssessedStatus);
