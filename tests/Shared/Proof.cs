namespace MalariaPredictor.Shared;

/// <summary>
/// How thorough a test is: <c>./pipeline ci</c> runs a bounded slice of a long proof, <c>./pipeline ci --long</c> all of it.
/// </summary>
internal static class Proof
{
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("MALARIA_CI_TIER") == "long";

    /// <summary>The rounds of a randomized test.</summary>
    public static int Rounds(int slice, int whole) => IsWhole ? whole : slice;
}

/// <summary>A test that measures, takes an hour or needs the internet: it runs only by name. Goes with <c>Explicit = true</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class OnRequestAttribute : Attribute, Xunit.v3.ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("run", "on request")];
}
