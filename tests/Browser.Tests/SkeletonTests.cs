namespace MalariaPredictor.Browser.Tests;

public sealed class SkeletonTests
{
    [Fact]
    public void The_test_project_runs() => typeof(SkeletonTests).Assembly.GetName().Name.ShouldBe("MalariaPredictor.Browser.Tests");
}
