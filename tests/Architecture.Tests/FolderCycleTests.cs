using Assembly = System.Reflection.Assembly;

namespace MalariaPredictor.Architecture.Tests;

public sealed class FolderCycleTests
{
    [Theory]
    [InlineData("Forecasting", "MalariaPredictor.Forecasting")]
    [InlineData("Backend", "malaria-predictor")]
    [InlineData("Pipeline", "pipeline")]
    public void Folders_form_no_cycle_at_any_depth(string part, string assembly) =>
        string.Join('\n', FolderGraph.Of(part, Assembly.Load(assembly)).Cycles()).ShouldBeEmpty();
}
