using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>
/// Counts that come of the location's own last cases, of the others' and of a season: the endemic–epidemic negative binomial model with partial
/// pooling, see <see cref="EndemicEpidemics.EndemicEpidemicFit"/>. A member of the <see cref="Ensemble"/>.
/// </summary>
public sealed class EndemicEpidemic : IForecastModel
{
    /// <inheritdoc/>
    public string Name => "endemic-epidemic";

    /// <inheritdoc/>
    public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons) =>
        MemberReplay.Table(
            history,
            horizons,
            MemberReplay.Of(history, horizons, endemicEpidemic: true),
            replay => replay.EndemicEpidemic!.Paths
        );
}
