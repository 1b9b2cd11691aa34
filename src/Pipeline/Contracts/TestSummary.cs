namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What the checks said of the sources a release was built from.</summary>
/// <param name="Whole">True when every check passed, not only every test.</param>
/// <param name="Passed">Tests.</param>
/// <param name="Failed">Tests.</param>
/// <param name="Skipped">Tests.</param>
/// <param name="Ended">When.</param>
internal sealed record TestSummary(bool Whole, int Passed, int Failed, int Skipped, DateTimeOffset Ended)
{
    public static string Words(TestSummary? tests) => tests?.ToString() ?? "not tested: ./pipeline ci has not ended for these sources here";

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed, {Skipped} skipped on {Ended:yyyy-MM-dd HH:mm} UTC{(Whole ? "" : "; NOT WHOLE: a check failed")}"
        + "";
}
