using System.Collections.Frozen;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// One run as ready bytes: immutable and complete, so a request that holds it answers from one model and one origin, whatever is
/// swapped in beside it.
/// </summary>
public sealed class ForecastSnapshot
{
    private readonly FrozenDictionary<string, ForecastForms> _byLocation;
    private readonly Lazy<Totals> _totals;
    private readonly Lazy<ForecastForms> _total;
    private readonly Lazy<ForecastForms> _groups;
    private readonly FrozenDictionary<string, ForecastForms>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public ForecastSnapshot(ForecastRun run, Hierarchy hierarchy, Panel known)
    {
        (Run, Hierarchy, Known) = (run, hierarchy, known);
        Locations = [.. run.Locations.Select(location => location.Location)];
        All = new ForecastForms(
            new ReadyBytes(ForecastDocument.Of(run), ForecastDocument.ContentType),
            new ReadyBytes(ForecastTableCsv.Of(run), ForecastTableCsv.ContentType)
        );
        _byLocation = run
            .Locations.AsParallel()
            .Select(location =>
                KeyValuePair.Create(
                    location.Location,
                    new ForecastForms(
                        new ReadyBytes(ForecastDocument.Of(run, location), ForecastDocument.ContentType),
                        new ReadyBytes(ForecastTableCsv.Of(run, location), ForecastTableCsv.ContentType)
                    )
                )
            )
            .ToFrozenDictionary(StringComparer.Ordinal);
        _totals = new Lazy<Totals>(() => Totals.Draw(run, hierarchy));
        _total = new Lazy<ForecastForms>(() => FormsOf(Totals.Country, null));
        _groups = new Lazy<ForecastForms>(() =>
            new ForecastForms(
                new ReadyBytes(GroupDocument.Of(this), ForecastDocument.ContentType),
                new ReadyBytes(GroupDocument.CsvOf(this), ForecastTableCsv.ContentType)
            )
        );
        _bySpan = _byLocation.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ForecastRun Run { get; }

    /// <summary>The data known when this was made.</summary>
    public Panel Known { get; }

    /// <summary>Which locations make up which groups, as it was when this was made.</summary>
    public Hierarchy Hierarchy { get; }

    /// <summary>What locations come to together; drawn when first asked for.</summary>
    public Totals Totals => _totals.Value;

    /// <summary>All locations in one document.</summary>
    public ForecastForms All { get; }

    /// <summary>What all locations come to.</summary>
    public ForecastForms Total => _total.Value;

    /// <summary>Every group in one document.</summary>
    public ForecastForms Groups => _groups.Value;

    /// <summary>Names of the locations, in ordinal order.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>A location's documents, or null where it is unknown.</summary>
    public ForecastForms? Find(ReadOnlySpan<char> location) => _bySpan.TryGetValue(location, out var forms) ? forms : null;

    /// <summary>A group's documents, or null where it is unknown.</summary>
    public ForecastForms? Group(string name) =>
        Hierarchy.Find(name) is { } group && Totals.Of(name) is { } total ? FormsOf(total, group) : null;

    private ForecastForms FormsOf(Total total, Group? group) =>
        new(
            new ReadyBytes(
                TotalDocument.Of(Run, total, group, Hierarchy.Above(total.Name).FirstOrDefault()?.Name),
                ForecastDocument.ContentType
            ),
            new ReadyBytes(ForecastTableCsv.Of(Run, total.Forecast), ForecastTableCsv.ContentType)
        );
}

/// <summary>The same forecasts in each format offered.</summary>
public sealed record ForecastForms(ReadyBytes Json, ReadyBytes Csv);

/// <summary>Holds the snapshot in service. Swapping it is one reference write: readers see the old one or the new one, whole.</summary>
public sealed class CurrentForecasts
{
    private volatile ForecastSnapshot? _snapshot;

    /// <summary>Null until the first forecasts have been loaded.</summary>
    public ForecastSnapshot? Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }
}
