using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>A setup that stopped in the middle: what was done before, what failed and why, what was not attempted.</summary>
internal sealed class SetupFailure(SetupDocument reached, string what, Failure cause)
    : Failure(
        $"{what}\n  {Counts(reached)}",
        $"{cause.Remedy}\n  → Then run the same command again: what is done stays, and the rest is resumed.",
        cause
    )
{
    public SetupDocument Reached => reached with { Failure = what };

    private static string Counts(SetupDocument reached)
    {
        var done = reached
            .Things.Where(thing => thing.Result is SetupEntry.Made or SetupEntry.Changed)
            .Select(thing => thing.Name)
            .ToList();
        var left = reached.Things.Count(thing =>
            thing.Result == SetupEntry.NotAttempted && thing.Standing is Standing.Missing or Standing.Differs
        );
        return $"Done before that: {(done.Count == 0 ? "nothing" : string.Join(", ", done))}. Not attempted: {left} more.";
    }
}
