using System.Reflection;

namespace MalariaPredictor.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void Forecasting_stands_on_the_runtime_alone() =>
        References(CompiledCode.Forecasting)
            .ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard");

    [Fact]
    public void The_backend_knows_forecasting_and_not_the_pipeline()
    {
        References(CompiledCode.Backend).ShouldContain("MalariaPredictor.Forecasting");
        References(CompiledCode.Backend).ShouldNotContain("pipeline");
    }

    [Fact]
    public void The_pipeline_knows_neither_of_the_others()
    {
        References(CompiledCode.Pipeline).ShouldNotContain("MalariaPredictor.Forecasting");
        References(CompiledCode.Pipeline).ShouldNotContain("malaria-predictor");
    }

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
