using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>
/// Whether a release can be gone back to: its artifact, the database as it is now, its model. Asked before anything is written.
/// </summary>
internal sealed class RollbackFeasibility(IInstallation installation, ITarget target)
{
    private const string Ready = "/health/readiness";
    private const string Models = "/api/v1/models";

    /// <param name="release">The release to go back to.</param>
    /// <param name="warm">The slot it is warm in; null where it must be started first.</param>
    /// <param name="active">The slot that serves.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RequireAsync(Release release, string? warm, string active, CancellationToken cancellationToken)
    {
        if (
            (
                await OfSlotAsync(warm, cancellationToken)
                ?? await OfDatabaseAsync(release, warm, cancellationToken)
                ?? await OfModelAsync(release, active, cancellationToken)
            ) is
            { } objection
        )
        {
            throw new UserFacingException(
                $"release {release.Id} cannot be rolled back to: {objection}. Nothing was changed.",
                "Choose another release (./pipeline releases lists them), or fix it forward with ./pipeline deploy."
            );
        }
        if (warm is null && !installation.CanStart(release))
        {
            throw new UserFacingException(
                $"release {release.Id} is not warm and its artifact {release.Artifact[..12]} is gone. Nothing was changed.",
                WhereFrom(release.Commit)
            );
        }
    }

    /// <summary>Sources that were never committed cannot be checked out.</summary>
    public static string WhereFrom(string commit) =>
        commit.StartsWith("nogit-", StringComparison.Ordinal)
            ? "It was built outside git, so its sources cannot be named. Go back to another release: ./pipeline releases"
        : commit.IndexOf("-dirty.", StringComparison.Ordinal) is > 0 and var end
            ? $"It was built from commit {commit[..end]} with changes that were not committed; those are not kept. "
                + "Make the same changes and deploy, or go back to another release: ./pipeline releases"
        : $"Check out commit {commit} and deploy it.";

    public static string? Objection(Release release, DatabaseSchema database) =>
        database.Version < release.Schema.Min ? $"the database has schema {database.Version}, and it needs {release.Schema.Min} at least"
        : database.OldestReader > release.Schema.Max
            ? $"the database has schema {database.Version}, which only releases that know schema {database.OldestReader} can "
                + $"read, and it knows {release.Schema.Max}"
        : null;

    /// <summary>A warm release looks at its database and its model itself, and that costs no new process.</summary>
    private async Task<string?> OfSlotAsync(string? warm, CancellationToken cancellationToken)
    {
        if (warm is null)
        {
            return null;
        }
        var answer = await target.AskAsync(warm, Ready, cancellationToken);
        return answer.Status == 200
            ? null
            : $"slot {warm}, where it is warm, is not ready now ({Ready} answers {answer.Status}: {answer.Body.ReplaceLineEndings(" ")})";
    }

    /// <summary>
    /// Whether the database can be reached, and what it admits. Of a warm release only where one made here knows a newer schema: else
    /// nobody has migrated it further.
    /// </summary>
    private async Task<string?> OfDatabaseAsync(Release release, string? warm, CancellationToken cancellationToken)
    {
        if (
            !installation.CanStart(release)
            || (warm is not null && installation.Releases.All().All(other => other.Schema.Max <= release.Schema.Max))
        )
        {
            return null;
        }
        return Objection(release, await target.SchemaAsync(release, cancellationToken));
    }

    /// <summary>
    /// The model it went into service with must still be registered. A release that cannot be asked is no reason to stay with it.
    /// </summary>
    private async Task<string?> OfModelAsync(Release release, string active, CancellationToken cancellationToken)
    {
        if ((await installation.Journal.ReadAsync(cancellationToken)).ModelOf(release.Id) is not { } model)
        {
            return null;
        }
        var answer = await target.AskAsync(active, Models, cancellationToken);
        return answer.Status == 200 && !Registered(answer.Body).Contains(model, StringComparer.Ordinal)
            ? $"its model {model} is not registered any more"
            : null;
    }

    private static List<string?> Registered(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return
            [
                .. document.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("digest").GetString()),
            ];
        }
        catch (Exception shape) when (shape is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }
}

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
            return new(null, false, "no release serves, so a rollback has no release to return to");
        }
        if (serving.Database != database)
        {
            return Answer(true, "it has a database of its own, which is not touched");
        }
        if (outlook.OldestReader > serving.Schema.Max)
        {
            return Answer(
                false,
                $"the database would have schema {outlook.Version}, which only releases that know {outlook.OldestReader} can "
                    + $"read, and it knows {serving.Schema.Max}"
            );
        }
        if (outlook.Version < serving.Schema.Min)
        {
            return Answer(false, $"the database would have schema {outlook.Version}, and it needs {serving.Schema.Min} at least");
        }
        return Answer(
            warm || canStart,
            $"the database would have schema {outlook.Version}, which releases that know {outlook.OldestReader} can read, and "
                + $"it knows {serving.Schema.Max}; "
                + (warm ? "it stays warm, " : "")
                + (canStart ? "its artifact is kept" : "but its artifact is gone: once it has stopped, it cannot be started again")
        );

        RollbackOutlook Answer(bool feasible, string reason) => new(serving.Id, feasible, reason, warm);
    }
}
