using MalariaPredictor.Backend.Forecasts;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>The forecasts of one species taken apart.</summary>
/// <param name="Variable">Such as <c>cases_pf</c>.</param>
/// <param name="Name">P. falciparum or P. vivax.</param>
/// <param name="Forecasts">Per horizon; the parts of each add up to the median of the species.</param>
/// <param name="Cleaned">Its reports that were not taken as they are.</param>
public sealed record ExplainedSpecies(
    string Variable,
    string Name,
    IReadOnlyList<ExplainedForecast> Forecasts,
    IReadOnlyList<CleanedReport> Cleaned
)
{
    internal static IReadOnlyList<ExplainedSpecies> Of(LocationForecast location, FittedRun fit)
    {
        var cleaned = location.Species.Count > 0 ? fit.Cleaned(location.Location) : [];
        return
        [
            .. location.Species.Select(species => new ExplainedSpecies(
                species.Variable,
                species.Name,
                [
                    .. species.Horizons.Select(forecast =>
                        ExplainedForecast.Of(forecast, fit.Explain(location, forecast.Horizon)[species.Index])
                    ),
                ],
                [.. CleanedReport.Of(cleaned[species.Index])]
            )),
        ];
    }
}

/// <summary>
/// The sum of two species taken apart. Parts add up over species, in cases; medians do not: what the median of the sum differs by is a
/// part of its own. Of the members the forecasts are added up as those of the ensemble are, draw by draw.
/// </summary>
internal static class ExplainedSum
{
    public static ExplainedForecast[] Of(LocationForecast location, FittedRun fit) =>
        [.. location.Horizons.Select(forecast => Of(location, forecast, fit))];

    private static ExplainedForecast Of(LocationForecast location, HorizonForecast forecast, FittedRun fit)
    {
        var (first, second) = fit.Explain(location, forecast.Horizon) is [var one, var other]
            ? (one.Explained, other.Explained)
            : throw new InvalidOperationException($"{location.Location} is a sum of species at {forecast.Period}, and is not fitted so.");
        var parts = CaseParts.Sum(CaseParts.Of(first), CaseParts.Of(second), forecast.Quantiles.Median);
        return new ExplainedForecast(
            forecast.Horizon,
            forecast.Period.ToString(),
            ExplainedForecast.Cases(forecast.Quantiles.Median),
            parts.Rounded(),
            ExplanationWords.OfSum(parts, first.Forecast.Median, second.Forecast.Median, forecast.Quantiles.Median),
            [.. fit.Members(location, forecast.Horizon).Select(member => ExplainedMember.Of(member.Member, null, member.Forecast))],
            null
        );
    }
}
