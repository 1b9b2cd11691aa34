using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>
/// Values of one variable that a connector took for places and periods, in our units, and the transaction that stores them: all of them
/// and the note of their part, or nothing. A place and period without a value is left as it is.
/// </summary>
/// <param name="variable">The variable's name.</param>
/// <param name="type">Months or weeks.</param>
internal sealed class CovariateValues(string variable, PeriodType type)
{
    // Finer than any measurement, and the same at each run: a second one finds the values unchanged.
    private const int Decimals = 4;

    private readonly SortedDictionary<(string Place, int Ordinal), double> _values = new(
        Comparer<(string Place, int Ordinal)>.Create(
            (one, other) =>
                string.CompareOrdinal(one.Place, other.Place) is var order and not 0 ? order : one.Ordinal.CompareTo(other.Ordinal)
        )
    );

    public int Count => _values.Count;

    public void Add(string place, Period period, double value) => _values.Add((place, period.Ordinal), Math.Round(value, Decimals));

    /// <summary>Stores what is new or other, and notes the part.</summary>
    /// <param name="tools">With the database and the clock.</param>
    /// <param name="source">The connector's name.</param>
    /// <param name="part">Which part.</param>
    /// <param name="fetched">Its version.</param>
    /// <param name="warnings">To be kept with the source.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept.</param>
    public async Task<ImportReport> StoreAsync(
        SourceTools tools,
        string source,
        SourcePart part,
        FetchedPart fetched,
        IReadOnlyList<string> warnings,
        CancellationToken cancellationToken
    )
    {
        var name = $"{source} {part.Key} ({fetched.Version})";
        var (places, batch) = Batch();
        var result = await tools.Database.UntilWrittenAsync(
            async () =>
            {
                await using var recording = await Recording.BeginAsync(tools.Database, tools.Clock, cancellationToken);
                var stored = default(AppendResult);
                if (batch is not null)
                {
                    var origin = await recording.AddSourceAsync(
                        name,
                        Digest(),
                        batch.Rows,
                        simulated: false,
                        JsonSerializer.Serialize(warnings)
                    );
                    stored = await recording.AppendAsync(batch, origin, cancellationToken: cancellationToken);
                    if (stored.Written == 0)
                    {
                        await recording.RemoveSourceAsync(origin);
                    }
                }

                await StoredParts.NoteAsync(
                    recording.Connection,
                    source,
                    part,
                    fetched,
                    tools.Clock.GetUtcNow(),
                    $"{_values.Count} values of {places} places"
                );
                await recording.CommitAsync(cancellationToken);
                return stored;
            },
            cancellationToken
        );
        return new ImportReport(
            name,
            _values.Count,
            places,
            type.Plural(),
            _values.Count == 0 ? "" : Named(_values.Keys.Min(key => key.Ordinal)),
            _values.Count == 0 ? "" : Named(_values.Keys.Max(key => key.Ordinal)),
            Simulated: false,
            result.New,
            result.Corrected,
            result.Withdrawn,
            result.Unchanged,
            Boundaries: 0,
            Groups: 0,
            GroupLevels: 0,
            warnings
        );
    }

    private (int Places, ObservationBatch? Batch) Batch()
    {
        string[] places = [.. _values.Keys.Select(key => key.Place).Distinct(StringComparer.Ordinal)];
        var indexes = places.Index().ToDictionary(place => place.Item, place => place.Index, StringComparer.Ordinal);
        return (
            places.Length,
            _values.Count == 0
                ? null
                : new ObservationBatch(
                    type,
                    places,
                    [variable],
                    [.. _values.Keys.Select(key => indexes[key.Place])],
                    [.. _values.Keys.Select(key => key.Ordinal)],
                    [
                        [.. _values.Values],
                    ]
                )
        );
    }

    private string Named(int ordinal) => StoredPeriod.From(type, ordinal).ToString();

    private string Digest()
    {
        var text = new StringBuilder();
        foreach (var ((place, ordinal), value) in _values)
        {
            text.Append(FormattableString.Invariant($"{place}\t{ordinal}\t{value:R}\n"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
