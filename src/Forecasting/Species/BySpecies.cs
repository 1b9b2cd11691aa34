using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Species;

/// <summary>
/// Forecasts <i>P. falciparum</i> and <i>P. vivax</i> each by itself where both are reported, beside all cases, which are forecast as the
/// model it is given forecasts them, bit for bit: a sum of two forecasts is worse (decision 0096). In draws the two add up to all cases.
/// <para>
/// A location is forecast by species if both are given in four of five of its reports: else the sum would rest on a shorter history than
/// the total has.
/// </para>
/// </summary>
public sealed class BySpecies(IForecastModel model) : IForecastModel
{
    /// <inheritdoc/>
    public string Name => model.Name;

    /// <summary>The model that forecasts each.</summary>
    internal IForecastModel Model => model;

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) =>
        SpeciesTables.Rows(history).Any()
            ? SpeciesTables.Join(
                history,
                [.. Variables.Species.Select(variable => model.Forecast(history.WithCases(variable), horizons))],
                model.Forecast(history, horizons)
            )
            : model.Forecast(history, horizons);

    /// <summary>The locations that are forecast by species, by their index in the panel; none where it has no species.</summary>
    public static IReadOnlyList<int> Locations(Panel history) => [.. SpeciesTables.Rows(history)];

    /// <summary>
    /// Forecasts by the ensemble as <see cref="Forecast"/> would, and keeps what is needed to explain them and to ask what other weather
    /// would have changed.
    /// </summary>
    /// <param name="history">What is known at the origin, which is the panel's last period.</param>
    /// <param name="horizons">Periods ahead, each at least 1, ascending.</param>
    public static SpeciesFit Fit(Panel history, IReadOnlyList<int> horizons) => new(history, horizons);
}
