using System.Reflection;

namespace MalariaPredictor.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly Assembly Forecasting = Assembly.Load("MalariaPredictor.Forecasting");
    private static readonly Assembly Backend = Assembly.Load("malaria-predictor");
    private static readonly Assembly Pipeline = Assembly.Load("pipeline");

    [Fact]
    public void Forecasting_stands_on_the_runtime_alone() =>
        References(Forecasting).ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard");

    [Fact]
    public void The_backend_knows_forecasting_and_not_the_pipeline()
    {
        References(Backend).ShouldContain("MalariaPredictor.Forecasting");
        References(Backend).ShouldNotContain("pipeline");
    }

    [Fact]
    public void The_pipeline_knows_neither_of_the_others()
    {
        References(Pipeline).ShouldNotContain("MalariaPredictor.Forecasting");
        References(Pipeline).ShouldNotContain("malaria-predictor");
    }

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
