using MalariaPredictor.Forecasting.Scoring;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>One forecast and its scores; the atom of every table.</summary>
/// <param name="Model">Index of the model among those evaluated.</param>
/// <param name="Location">Index of the location in the panel.</param>
/// <param name="Origin">Index of the origin in the plan, oldest first.</param>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Half">The half in which the origin falls.</param>
/// <param name="Score">Its scores.</param>
public readonly record struct ScoredCase(int Model, int Location, int Origin, int Horizon, OriginHalf Half, ForecastScore Score);
