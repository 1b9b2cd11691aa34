using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Forecasting.Tests.Models;

/// <summary>The models that learn from all locations together: they forecast earlier than the baselines, and are never quite certain.</summary>
public abstract class PooledModelTests : EveryModelTests
{
    protected override int MonthsTooFew => 5;

    protected override int MonthsEnough => 6;

    protected override double ConstantWithin => .8;
}

public sealed class StateSpaceTests : PooledModelTests
{
    protected override IForecastModel Model => new StateSpace();
}

public sealed class AnomalyRidgeTests : PooledModelTests
{
    protected override IForecastModel Model => new AnomalyRidge();
}

public sealed class EnsembleTests : PooledModelTests
{
    protected override IForecastModel Model => new Ensemble();
}
