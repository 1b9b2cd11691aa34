using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>How the errors of a model went together in the back-test.</summary>
public sealed record ModelDependence(string Model, Dependence Dependence);
