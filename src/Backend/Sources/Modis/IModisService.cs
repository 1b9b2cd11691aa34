using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>A service that gives composites of MODIS and VIIRS, as means of places.</summary>
internal interface IModisService : IDisposable
{
    /// <summary>As in the sources file: <c>ornl</c>.</summary>
    string Name { get; }

    Uri Address { get; }

    /// <summary>For how long what it gave last is not asked for anew while it is still incomplete.</summary>
    TimeSpan Rest { get; }

    Task<IReadOnlyList<CheckLine>> CheckAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken);

    /// <summary>The first days of all composites that are published, oldest first.</summary>
    /// <exception cref="UserFacingException">The service does not say.</exception>
    Task<IReadOnlyList<DateOnly>> DatesAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken);

    /// <summary>Brings the means of all places, place by place or file by file into the folder, going on where it was.</summary>
    /// <param name="product">Of which product.</param>
    /// <param name="dates">The composites, oldest first.</param>
    /// <param name="part">For which part, for messages.</param>
    /// <param name="scope">With the places.</param>
    /// <param name="folder">Where what came lies until it is stored.</param>
    /// <param name="progress">Takes a sentence on how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserFacingException">It cannot be had, or is not what it should be.</exception>
    Task<CompositeMeans> FetchAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    );
}

/// <summary>What came of a part.</summary>
/// <param name="Dates">The composites that came, oldest first.</param>
/// <param name="Means">Per composite the mean of each place, in the order of the places; NaN where it has none.</param>
/// <param name="Warnings">What a reader of the values must know.</param>
internal sealed record CompositeMeans(
    IReadOnlyList<DateOnly> Dates,
    IReadOnlyDictionary<DateOnly, double[]> Means,
    IReadOnlyList<string> Warnings
);
