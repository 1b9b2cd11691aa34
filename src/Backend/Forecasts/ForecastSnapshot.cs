using System.Collections.Frozen;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// One run as ready bytes: immutable and complete, so a request that holds it answers from one model and one origin, whatever is
/// swapped in beside it.
/// </summary>
public sealed class ForecastSnapshot
{
    private readonly FrozenDictionary<string, ForecastForms> _byLocation;
    private readonly Lazy<ForecastForms> _total;
    private readonly FrozenDictionary<string, ForecastForms>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public ForecastSnapshot(ForecastRun run)
    {
        Run = run;
        Locations = [.. run.Locations.Select(location => location.Location)];
        All = new ForecastForms(
            new ReadyBytes(ForecastDocument.Of(run), ForecastDocument.ContentType),
            new ReadyBytes(ForecastTableCsv.Of(run), ForecastTableCsv.ContentType));
        _byLocation = run.Locations.AsParallel().Select(location => KeyValuePair.Create(location.Location, new ForecastForms(
            new ReadyBytes(ForecastDocument.Of(run, location), ForecastDocument.ContentType),
            new ReadyBytes(ForecastTableCsv.Of(run, location), ForecastTableCsv.ContentType)))).ToFrozenDictionary(StringComparer.Ordinal);
        _total = new Lazy<ForecastForms>(() => TotalOf(run));
        _bySpan = _byLocation.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ForecastRun Run { get; }

    /// <summary>All locations in one document.</summary>
    public ForecastForms All { get; }

    /// <summary>What all locations come to; drawn when first asked for.</summary>
    public ForecastForms Total => _total.Value;

    /// <summary>Names of the locations, in ordinal order.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>A location's documents, or null where it is unknown.</summary>
    public ForecastForms? Find(ReadOnlySpan<char> location) => _bySpan.TryGetValue(location, out var forms) ? forms : null;

    private static ForecastForms TotalOf(ForecastRun run)
    {
        var total = CountryTotal.Of(run);
        return new ForecastForms(
            new ReadyBytes(TotalDocument.Of(run, total), ForecastDocument.ContentType),
            new ReadyBytes(ForecastTableCsv.Of(run, new LocationForecast(CountryTotal.Name, total.Horizons)), ForecastTableCsv.ContentType));
    }
}

/// <summary>The same forecasts in each format offered.</summary>
public sealed record ForecastForms(ReadyBytes Json, ReadyBytes Csv);
