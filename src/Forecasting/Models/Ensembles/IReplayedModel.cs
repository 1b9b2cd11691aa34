using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.Ensembles;

/// <summary>A model whose points one <see cref="Replay"/> of the members gives at all origins: several of them share it.</summary>
internal interface IReplayedModel : IForecastModel
{
    /// <summary>Origins × locations of log(1 + cases), NaN where there is no point.</summary>
    /// <param name="replay">The replay of the members.</param>
    /// <param name="horizon">Index of the horizon.</param>
    Grid Points(Replay replay, int horizon);
}
