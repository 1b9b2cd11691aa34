using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>Whether the release that serves could be gone back to after a deployment.</summary>
/// <param name="Release">Which; null when none serves.</param>
/// <param name="Feasible">True when it could.</param>
/// <param name="Reason">Why, with the numbers.</param>
/// <param name="Warm">True when it goes on running beside the new one.</param>
internal sealed record RollbackOutlook(string? Release, bool Feasible, string Reason, bool Warm = false)
{
    public static RollbackOutlook Of(Release? serving, string database, DatabaseOutlook? outlook, bool warm, bool canStart)
    {
        if (serving is null || outlook is null)
        {
            return new(null, false, "no release serves, so there is none to go back to");
        }
        if (serving.Database != database)
        {
            return Answer(true, "it has a database of its own, which is not touched");
        }
        if (outlook.OldestReader > serving.Schema.Max)
        {
            return Answer(
                false,
                $"the database would have schema {outlook.Version}, which only releases that know {outlook.OldestReader} can read, and it "
                    + $"knows {serving.Schema.Max}"
            );
        }
        if (outlook.Version < serving.Schema.Min)
        {
            return Answer(false, $"the database would have schema {outlook.Version}, and it needs {serving.Schema.Min} at least");
        }
        return Answer(
            warm || canStart,
            $"the database would have schema {outlook.Version}, which releases that know {outlook.OldestReader} can read, and it knows "
                + $"{serving.Schema.Max}; "
                + (warm ? "it stays warm, " : "")
                + (canStart ? "its artifact is kept" : "but its artifact is gone: once it has stopped, it cannot be started again")
        );

        RollbackOutlook Answer(bool feasible, string reason) => new(serving.Id, feasible, reason, warm);
    }
}
