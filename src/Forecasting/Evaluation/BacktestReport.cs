using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>The result of a back-test, as plain records that serialize to JSON as they are. Periods are written as text.</summary>
/// <param name="Origins">The scored origins, oldest first.</param>
/// <param name="Horizons">Periods ahead.</param>
/// <param name="Locations">How many locations the panel has.</param>
/// <param name="Yardstick">The model to which the others are compared.</param>
/// <param name="Scores">Per model × horizon × half, then with horizons pooled.</param>
/// <param name="ByLocation">Per model × location, horizons and halves pooled.</param>
/// <param name="Models">One line per model.</param>
/// <param name="Reliability">Per model × horizon, then with horizons pooled; none in reports of versions before it was kept.</param>
/// <param name="Dependence">Per model, how its errors went together; none in reports of versions before it was kept.</param>
public sealed record BacktestReport(
    IReadOnlyList<ScoredOrigin> Origins,
    IReadOnlyList<int> Horizons,
    int Locations,
    string Yardstick,
    IReadOnlyList<HorizonScores> Scores,
    IReadOnlyList<LocationScores> ByLocation,
    IReadOnlyList<ModelSummary> Models,
    IReadOnlyList<Reliability>? Reliability = null,
    IReadOnlyList<ModelDependence>? Dependence = null
)
{
    /// <summary>How the errors of a model went together; what is assumed where that was not kept.</summary>
    public Dependence DependenceOf(string model) =>
        Dependence?.FirstOrDefault(known => known.Model == model)?.Dependence ?? Samples.Dependence.Assumed;
}

/// <summary>An origin and the half in which it falls.</summary>
public sealed record ScoredOrigin(string Period, OriginHalf Half);

/// <summary>Scores at one horizon over the origins of one half.</summary>
/// <param name="Model">The model.</param>
/// <param name="Horizon">Periods ahead; none where all horizons are pooled.</param>
/// <param name="Half">Which origins.</param>
/// <param name="Means">The scores.</param>
public sealed record HorizonScores(string Model, int? Horizon, OriginHalf Half, MeanScores Means);

/// <summary>Scores of one location over all horizons and origins.</summary>
public sealed record LocationScores(string Model, string Location, MeanScores Means);

/// <summary>A model at a glance.</summary>
/// <param name="Model">The model.</param>
/// <param name="Overall">Its scores, everything pooled.</param>
/// <param name="ShareOfLocationsBetter">
/// Of the locations where both were scored, the share in which its log-WIS is lower than the yardstick's; none where there is no such
/// location, and for the yardstick itself.
/// </param>
/// <param name="ShareOfCasesAnswered">Of the cases the yardstick was scored on, the share this model was scored on, 0…1.</param>
/// <param name="Moving">
/// Its scores without the locations whose reports of the two years before the origin were all the same: those cannot be missed and would
/// carry any coverage. None in reports of versions before it was kept.
/// </param>
public sealed record ModelSummary(
    string Model,
    MeanScores Overall,
    double? ShareOfLocationsBetter,
    double ShareOfCasesAnswered,
    MeanScores? Moving = null
);

/// <summary>Means over a number of scored cases.</summary>
/// <param name="Cases">How many. With none of them the means are 0 and say nothing.</param>
/// <param name="Wis">Weighted interval score, in cases.</param>
/// <param name="LogWis">Weighted interval score of log(1 + cases).</param>
/// <param name="Mae">Mean absolute error of the median, in cases.</param>
/// <param name="Coverage50">Share of actuals within the central 50 % interval.</param>
/// <param name="Coverage80">Share of actuals within the central 80 % interval.</param>
/// <param name="Coverage95">Share of actuals within the central 95 % interval.</param>
/// <param name="RelativeWis">Mean WIS over the yardstick's on the cases both were scored on; none where that is 0 or there is none.</param>
/// <param name="RelativeLogWis">The same of the log-WIS.</param>
/// <param name="Held80">
/// The coverage of the central 80 % without what ties add (mean mass of the randomized PIT within it); none in reports of versions before
/// it was kept.
/// </param>
public sealed record MeanScores(
    int Cases,
    double Wis,
    double LogWis,
    double Mae,
    double Coverage50,
    double Coverage80,
    double Coverage95,
    double? RelativeWis,
    double? RelativeLogWis,
    double? Held80 = null
);
