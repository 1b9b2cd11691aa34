using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>
/// Something done from time to time beside serving. A class in <c>Jobs/Work</c> is all it takes: it is found, scheduled, recorded and
/// measured. Done twice it must be as good as done once: an instance may die after its work and before it could say so.
/// </summary>
public interface IBackgroundWork
{
    /// <summary>Short and stable, such as <c>forecast-refresh</c>.</summary>
    string Name { get; }

    /// <summary>For people.</summary>
    string Purpose { get; }

    /// <summary>When, as a cron expression of Quartz in UTC.</summary>
    string Schedule { get; }

    /// <summary>Why it is switched off here; null where it is on.</summary>
    string? Off(JobOptions options) => null;

    /// <param name="progress">Takes a sentence on how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="UserFacingException">It could not be done: why.</exception>
    Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken);
}

/// <summary>Every job that is there whatever is configured; each source that is switched on adds one of its own.</summary>
internal static class WorkTypes
{
    private const string Folder = "MalariaPredictor.Backend.Jobs.Work";

    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(WorkTypes)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, Namespace: Folder } && type.IsAssignableTo(typeof(IBackgroundWork)))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];
}
