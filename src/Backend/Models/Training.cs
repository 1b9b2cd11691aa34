using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Models.Simple;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

namespace MalariaPredictor.Backend.Models;

/// <summary>Back-tests the candidates on a panel and describes the best of them as a model to be registered.</summary>
public static class Training
{
    /// <summary>Chosen where it is as good as the best: it does not stand or fall with one idea.</summary>
    private static readonly Ensemble Preferred = new();

    /// <summary>The one member that uses weather.</summary>
    private const string Ridge = "anomaly-ridge";

    /// <summary>Whether a candidate uses weather: the ridge, alone or as a member.</summary>
    internal static bool UsesWeather(string algorithm) => algorithm == Preferred.Name || algorithm == Ridge;

    private static readonly IForecastModel[] OfCases = [.. Baselines.All, .. Member.All, Preferred];

    /// <summary>The models that compete; the first is the yardstick.</summary>
    public static IReadOnlyList<IForecastModel> Candidates { get; } = [.. OfCases.Select(model => new BySpecies(model))];

    /// <summary>The candidate of that name as it forecasts cases of any kind, without a look at their species.</summary>
    internal static IForecastModel Plain(string algorithm) => OfCases.First(model => model.Name == algorithm);

    /// <summary>The candidate with this name.</summary>
    /// <exception cref="UserFacingException">A version registered by another release names an algorithm this one lacks.</exception>
    public static IForecastModel Candidate(string algorithm) =>
        Candidates.FirstOrDefault(candidate => candidate.Name == algorithm)
        ?? throw new UserFacingException(
            $"The champion uses the algorithm '{algorithm}', which this release does not have.",
            "Use the release that registered it, or choose a new champion: malaria-predictor train."
        );

    /// <summary>How the candidates did, and which is chosen.</summary>
    public static ModelScores Evaluate(Panel panel, CancellationToken cancellationToken)
    {
        var backtest = RollingOrigin.Evaluate(panel, Candidates, cancellationToken: cancellationToken);
        var champion = ChampionSelection.From(backtest, Preferred.Name);
        return new ModelScores(champion.Model, champion.Reason, backtest);
    }

    /// <summary>
    /// The same, with the scores of the levels of a hierarchy and of the species where there are any: what a model card tells.
    /// </summary>
    public static ModelScores Evaluate(Panel panel, Hierarchy hierarchy, CancellationToken cancellationToken) =>
        PartScores.Add(panel, Evaluate(panel, cancellationToken), hierarchy, cancellationToken);

    /// <summary>The chosen model, with all that its digest covers.</summary>
    public static ModelDraft Draft(Panel panel, ModelScores scores) =>
        new(
            scores.Champion,
            CanonicalJson.Write(
                new { candidates = Candidates.Select(candidate => candidate.Name), quantiles = Forecasting.QuantileForecast.Levels.Length }
            ),
            PanelDigest.Of(panel),
            CanonicalJson.Write(scores)
        );
}
