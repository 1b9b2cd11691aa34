using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>What one fit says of a scenario: of the cases of a species, or (null) of all cases.</summary>
internal sealed record ScenarioPart(string? Species, ScenarioForecast Answer)
{
    /// <summary>Of all cases, and of the species where any of the locations has them.</summary>
    public static IReadOnlyList<ScenarioPart> Of(SpeciesScenario answer, IReadOnlyList<LocationForecast> asked) =>
        [
            new ScenarioPart(null, answer.Whole),
            .. answer
                .Species.Zip(Variables.Species, (species, name) => new ScenarioPart(name, species))
                .Where(_ => asked.Any(location => location.Species.Count > 0)),
        ];
}
