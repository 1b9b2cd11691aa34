using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

internal static class ProblemAssertions
{
    /// <summary>There is this one problem, with a remedy.</summary>
    public static void ShouldBeOne(this RejectedFileException rejected, long line, string column, string value, string what, string remedy)
    {
        rejected.Total.ShouldBe(1, string.Join('\n', rejected.Problems));
        rejected.Problems[0].ShouldBe(rejected.Problems[0] with { File = rejected.File, Line = line, Column = column, Value = value });
        rejected.Problems[0].What.ShouldContain(what);
        rejected.Problems[0].Remedy.ShouldContain(remedy);
    }
}
