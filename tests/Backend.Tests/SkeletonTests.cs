namespace MalariaPredictor.Backend.Tests;

public sealed class SkeletonTests
{
    [Fact]
    public void The_test_project_runs() => typeof(SkeletonTests).Assembly.GetName().Name.ShouldBe("MalariaPredictor.Backend.Tests");
}
