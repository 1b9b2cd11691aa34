using System.Globalization;
using MalariaPredictor.Backend.Jobs;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Storage;
using Quartz;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>How a source stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Brings">What it brings.</param>
/// <param name="Off">Why nothing is fetched from it; null where it is on.</param>
/// <param name="Address">Where; null where it is off.</param>
/// <param name="LastSuccess">When a run last succeeded; null where none did.</param>
/// <param name="LastFailure">Why the newest run failed; null where it did not.</param>
/// <param name="Newest">The last day that is stored; null where none is.</param>
/// <param name="Version">The source's version of that day.</param>
/// <param name="Parts">How many parts are stored.</param>
/// <param name="Preliminary">How many of them the source will replace.</param>
/// <param name="Gaps">Stretches between stored parts that are missing, such as <c>2019-03-01 to 2019-04-30</c>.</param>
/// <param name="NextRun">When it runs next; null where it does not run by itself.</param>
/// <param name="ExpectedAgeDays">How old the newest day may be while all is well; null where age says nothing.</param>
public sealed record SourceStatus(
    string Name,
    string Brings,
    string? Off,
    Uri? Address,
    DateTimeOffset? LastSuccess,
    string? LastFailure,
    DateOnly? Newest,
    string? Version,
    int Parts,
    int Preliminary,
    IReadOnlyList<string> Gaps,
    DateTimeOffset? NextRun,
    double? ExpectedAgeDays
)
{
    internal string Sentence =>
        Off is not null && Parts == 0
            ? $"off. {Off}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(LastFailure is null ? "" : $"FAILED: {LastFailure} ")}"
                    + $"{(Newest is { } day ? $"to {day:yyyy-MM-dd} ({Version})" : "nothing stored")}, "
                    + $"{Parts} parts{(Preliminary > 0 ? $", {Preliminary} preliminary" : "")}, {Gaps.Count} gaps, "
                    + $"last success {(LastSuccess is { } when ? $"{when:yyyy-MM-dd HH:mm}" : "never")}, "
                    + $"next run {(NextRun is { } next ? $"{next:yyyy-MM-dd HH:mm}" : "none by itself")}."
            );
}

/// <summary>How every source stands, from what is stored and from the record of runs.</summary>
internal sealed class SourceStatuses(SourceCatalog catalog, Database database, JobRuns runs, JobOptions options, TimeProvider clock)
{
    private const int Runs = 50;

    public async Task<IReadOnlyList<SourceStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        var statuses = new List<SourceStatus>();
        var parts = new StoredParts(database);
        foreach (var kind in SourceKind.All)
        {
            var connector = catalog.Connectors.FirstOrDefault(source => source.Name == kind.Name);
            statuses.Add(
                Status(
                    kind,
                    connector,
                    [.. (await parts.OfAsync(kind.Name, cancellationToken)).Values.OrderBy(part => part.Part.Last)],
                    await runs.OfAsync(SourceIngestion.JobOf(kind.Name), Runs, cancellationToken)
                )
            );
        }

        return statuses;
    }

    private SourceStatus Status(SourceKind kind, IConnector? connector, IReadOnlyList<StoredPart> parts, IReadOnlyList<JobRun> ran)
    {
        var ended = ran.Where(run => run.FinishedAt is not null).OrderByDescending(run => run.FinishedAt).ToList();
        return new SourceStatus(
            kind.Name,
            kind.Brings,
            connector is null ? kind.WhenOff : null,
            connector?.Address,
            ended.FirstOrDefault(run => run.Outcome == JobRun.Succeeded)?.FinishedAt,
            ended is [{ Outcome: JobRun.Failed } newest, ..] ? newest.Detail : null,
            parts.Count > 0 ? parts[^1].Part.Last : null,
            parts.Count > 0 ? parts[^1].Version : null,
            parts.Count,
            parts.Count(part => !part.IsFinal),
            [.. Gaps(parts)],
            connector is null || !options.BackgroundJobs || !options.Ingestion ? null : Next(connector.Schedule),
            connector?.ExpectedAge?.TotalDays
        );
    }

    /// <summary>Parts may overlap: weeks do not end with months.</summary>
    private static IEnumerable<string> Gaps(IReadOnlyList<StoredPart> parts)
    {
        DateOnly? covered = null;
        foreach (var part in parts.Select(part => part.Part).OrderBy(part => part.First))
        {
            if (covered is { } until && part.First > until.AddDays(1))
            {
                yield return $"{until.AddDays(1):yyyy-MM-dd} to {part.First.AddDays(-1):yyyy-MM-dd}";
            }

            covered = covered is { } last && last > part.Last ? last : part.Last;
        }
    }

    private DateTimeOffset? Next(string schedule) =>
        CronExpression.Parse(schedule).WithTimeZone(TimeZoneInfo.Utc).GetNextValidTimeAfter(clock.GetUtcNow());
}
