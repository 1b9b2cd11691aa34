using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace MalariaPredictor.Backend.Sources.Grids;

/// <summary>
/// Brings weather from files of grids into the database: its mean over each place that has a boundary, for each whole period. All of the
/// files in one transaction, or nothing.
/// </summary>
public sealed class GridImporter
{
    // Finer than any measurement, and the same from every reader of one file: a second import finds the values unchanged.
    private const int Decimals = 4;
    private const double Whole = 0.995;
    private const int Named = 5;
    private const string Remedy = "Import files that hold whole weeks or months, and the area of the places.";

    private static readonly JsonSerializerOptions Shapes = new() { Converters = { new GeoJsonConverterFactory() } };

    private readonly Database _database;
    private readonly TimeProvider _clock;

    public GridImporter(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <param name="paths">NetCDF or GeoTIFF files, or ZIP files of them.</param>
    /// <param name="firstDay">The day of the first band of GeoTIFF files that do not state their days.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored.</param>
    /// <exception cref="RejectedFileException">Something is wrong with a file.</exception>
    /// <exception cref="UserFacingException">The database cannot take it.</exception>
    public Task<ImportReport> ImportAsync(
        IReadOnlyList<string> paths,
        DateOnly? firstDay = null,
        IProgress<ImportStep>? progress = null,
        CancellationToken cancellationToken = default
    ) => ImportAsync(paths, firstDay, null, progress, cancellationToken);

    /// <summary>The same for files of a connector.</summary>
    /// <param name="paths">As above.</param>
    /// <param name="firstDay">As above.</param>
    /// <param name="origin">Names the source, and notes in the same transaction what was stored.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancellationToken">As above.</param>
    internal async Task<ImportReport> ImportAsync(
        IReadOnlyList<string> paths,
        DateOnly? firstDay,
        ImportOrigin? origin,
        IProgress<ImportStep>? progress,
        CancellationToken cancellationToken
    )
    {
        var noticed = new Warnings();
        var (zones, type) = await _database.ReadAsync(connection => ZonesAsync(connection, noticed), cancellationToken);
        var reading = new Reading(zones, _clock.GetUtcNow().UtcDateTime, noticed);
        var digests = new List<(string Name, string Sha256)>();
        foreach (var path in paths)
        {
            var content = await FileContent.ReadAsync(path, cancellationToken);
            digests.Add((content.Name, content.Sha256));
            foreach (var file in GridFiles.Open(content, firstDay))
            {
                reading.Add(file, cancellationToken);
            }

            ImportStep.Part(progress, "Reading")?.Report((double)digests.Count / paths.Count);
        }

        var (name, digest) = Source(digests);
        name = origin?.Name ?? name;
        var batches = reading.Series.Select(series => Batch(series, zones, type, noticed)).OfType<ObservationBatch>().ToArray();
        if (batches.Length == 0)
        {
            throw new RejectedFileException(
                name,
                [.. noticed.All.Select(what => new FileProblem(name, 0, "", "", $"{what}.", Remedy))],
                noticed.All.Count
            );
        }

        var result = await _database.UntilWrittenAsync(
            () => StoreAsync(batches, name, digest, noticed.All, origin, progress, cancellationToken),
            cancellationToken
        );
        return Report(name, batches, result, noticed.All);
    }

    private static async Task<(IReadOnlyList<Zone> Zones, PeriodType Type)> ZonesAsync(DbConnection connection, Warnings noticed)
    {
        await SchemaState.RequireAsync(connection);
        var places = await LocationStore.ShapesAsync(connection);
        Zone[] zones =
        [
            .. places
                .Where(place => place.Geometry is not null)
                .Select(place => new Zone(place.Name, JsonSerializer.Deserialize<Geometry>(place.Geometry!, Shapes)!)),
        ];
        if (zones.Length == 0 || await Storage.Observations.PeriodTypeAsync(connection) is not { } type)
        {
            throw new UserFacingException(
                places.Count == 0 ? "The database holds no places to take weather for." : "No place in the database has a boundary.",
                "Import the case reports with boundaries first: malaria-predictor import observations.csv --boundaries districts.geojson."
            );
        }

        string[] without = [.. places.Where(place => place.Geometry is null).Select(place => place.Name)];
        if (without.Length > 0)
        {
            noticed.Say($"{without.Length} places have no boundary and get no weather: {Warnings.Some(without)}");
        }

        return (zones, type);
    }

    /// <summary>The whole periods of a series in the rows of a batch; null where there are none.</summary>
    private static ObservationBatch? Batch(GridSeries series, IReadOnlyList<Zone> zones, PeriodType type, Warnings noticed)
    {
        var (whole, partial) = series.Periods(type);
        if (partial.Count > 0)
        {
            string[] listed = [.. partial.Select(period => $"{period.Period} ({Days(period.Days)} of {Length(period.Period)})")];
            noticed.Say(
                $"{series.Variable}: {listed.Length} {type.Plural()} left out, since days are missing: {Warnings.Some(listed, Named)}"
                    + (
                        series.IsDatedLate
                            ? ". The last day's rain is dated 00 UTC of the day after it: add the file that holds that hour"
                            : ""
                    )
            );
        }

        if (series.WasTakenAsSums)
        {
            noticed.Say(
                $"{series.Variable}: taken as the rain since 00 UTC, as in ERA5-Land, since it never falls within a day; the file does not "
                    + "say. If each hour holds its own rain, import daily or monthly files instead"
            );
        }

        SayShares(series, zones, whole, noticed);
        var (locations, ordinals, values) = (new List<int>(), new List<int>(), new List<double>());
        for (var zone = 0; zone < zones.Count; zone++)
        {
            foreach (var period in whole.Where(period => !double.IsNaN(period.Values[zone])))
            {
                locations.Add(zone);
                ordinals.Add(period.Period.Ordinal);
                values.Add(Math.Round(period.Values[zone], Decimals));
            }
        }

        return values.Count == 0
            ? null
            : new ObservationBatch(
                type,
                [.. zones.Select(zone => zone.Name)],
                [series.Variable],
                [.. locations],
                [.. ordinals],
                [
                    [.. values],
                ]
            );
    }

    private static void SayShares(GridSeries series, IReadOnlyList<Zone> zones, IReadOnlyList<ZonePeriod> whole, Warnings noticed)
    {
        string[] empty = [.. zones.Where((_, zone) => whole.All(period => double.IsNaN(period.Values[zone]))).Select(zone => zone.Name)];
        if (whole.Count > 0 && empty.Length > 0)
        {
            noticed.Say(
                $"{series.Variable}: {empty.Length} places left out, since less than {ZoneWeights.FewestShare:P0} of their area has data, "
                    + $"or less than {ZoneWeights.FewestInside:P0} of it lies in the files: {Warnings.Some(empty, Named)}"
            );
        }

        string[] partly =
        [
            .. zones
                .Select((zone, index) => (zone.Name, Share: series.LowestShare[index]))
                .Where(zone => zone.Share is < Whole && !empty.Contains(zone.Name))
                .OrderBy(zone => zone.Share)
                .Select(zone => $"{zone.Name} ({1 - zone.Share:P0})"),
        ];
        if (partly.Length > 0)
        {
            noticed.Say(
                $"{series.Variable}: {partly.Length} places have a part without data, left out of the mean: {Warnings.Some(partly, Named)}"
            );
        }
    }

    private static string Days(int count) => count == 1 ? "1 day" : $"{count} days";

    private static int Length(Period period) => period.End.DayNumber - period.Start.DayNumber + 1;

    /// <summary>One file's name and digest; of several the digest of the list that sha256sum writes of them, sorted by name.</summary>
    private static (string Name, string Sha256) Source(List<(string Name, string Sha256)> files)
    {
        if (files.Count == 1)
        {
            return files[0];
        }

        var list = string.Concat(
            files
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .ThenBy(file => file.Sha256, StringComparer.Ordinal)
                .Select(file => $"{file.Sha256}  {file.Name}\n")
        );
        return ($"{files[0].Name} and {files.Count - 1} more", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list))));
    }

    private async Task<AppendResult> StoreAsync(
        ObservationBatch[] batches,
        string name,
        string digest,
        IReadOnlyList<string> warnings,
        ImportOrigin? origin,
        IProgress<ImportStep>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var recording = await Recording.BeginAsync(_database, _clock, cancellationToken);
        var source = await recording.AddSourceAsync(
            name,
            digest,
            batches.Sum(batch => batch.Rows),
            simulated: false,
            JsonSerializer.Serialize(warnings)
        );
        // Each variable by itself: a row for both would withdraw the one that these files do not hold.
        var result = default(AppendResult);
        foreach (var batch in batches)
        {
            result += await recording.AppendAsync(
                batch,
                source,
                ImportStep.Part(progress, $"Storing {batch.Variables[0]}"),
                cancellationToken
            );
        }

        if (result.Written == 0)
        {
            await recording.RemoveSourceAsync(source);
        }

        if (origin is not null)
        {
            await origin.NoteAsync(recording.Connection, result);
        }

        await recording.CommitAsync(cancellationToken);
        return result;
    }

    private static ImportReport Report(string name, ObservationBatch[] batches, AppendResult result, IReadOnlyList<string> warnings)
    {
        var type = batches[0].PeriodType;
        int[] ordinals = [.. batches.SelectMany(batch => batch.OrdinalOf)];
        return new ImportReport(
            name,
            batches.Sum(batch => batch.Rows),
            batches.SelectMany(batch => batch.LocationOf).Distinct().Count(),
            type.Plural(),
            StoredPeriod.From(type, ordinals.Min()).ToString(),
            StoredPeriod.From(type, ordinals.Max()).ToString(),
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

    /// <summary>The series that grow as files are read, and the weights of the grids that were met: files of one grid share them.</summary>
    private sealed class Reading(IReadOnlyList<Zone> zones, DateTime now, Warnings noticed)
    {
        private readonly Dictionary<string, GridSeries> _series = new(StringComparer.Ordinal);
        private readonly Dictionary<Grid, ZoneWeights> _weights = [];

        public IEnumerable<GridSeries> Series => _series.Values;

        public void Add(GridFile file, CancellationToken cancellationToken)
        {
            var (used, others) = GridMeasure.In(file);
            if (used.Count == 0)
            {
                throw ProblemList.Only(
                    file.Name,
                    $"it holds neither temperature nor rain, but {Warnings.Some(others)}.",
                    "Ask for 2m_temperature (t2m) and total_precipitation (tp)."
                );
            }

            if (others.Count > 0)
            {
                noticed.Say($"{file.Name}: variables that are not used: {Warnings.Some(others)}");
            }

            noticed.SayIf(file.Preliminary);
            foreach (var (variable, measure) in used)
            {
                Add(variable, measure, cancellationToken);
            }
        }

        private void Add(GridVariable variable, GridMeasure measure, CancellationToken cancellationToken)
        {
            if (variable.Times.FirstOrDefault(time => time > now) is { Ticks: > 0 } future)
            {
                throw ProblemList.Only(
                    variable.File,
                    $"it reaches to {future:yyyy-MM-dd}, which is still to come.",
                    "Import weather that was observed, and check the clock of this machine."
                );
            }

            if (!_weights.TryGetValue(variable.Grid, out var weights))
            {
                _weights[variable.Grid] = weights = new ZoneWeights(variable.Grid, zones);
            }

            if (!weights.Any)
            {
                throw ProblemList.Only(
                    variable.File,
                    $"it covers {variable.Grid}, where none of the {zones.Count} places lies.",
                    $"Ask for the area of the places: {Extent()}."
                );
            }

            if (_series.TryGetValue(measure.Variable, out var series))
            {
                series.RequireLike(variable, measure);
            }
            else
            {
                _series[measure.Variable] = series = new GridSeries(variable, measure, zones.Count);
            }

            for (var first = 0; first < variable.Times.Count; first += variable.AtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(variable.AtOnce, variable.Times.Count - first);
                var values = variable.Read(first, count);
                for (var step = 0; step < count; step++)
                {
                    AddStep(
                        series,
                        variable,
                        weights,
                        variable.Times[first + step],
                        values.AsSpan(step * variable.Grid.Cells, variable.Grid.Cells)
                    );
                }
            }
        }

        private void AddStep(GridSeries series, GridVariable variable, ZoneWeights weights, DateTime time, ReadOnlySpan<double> values)
        {
            var means = new double[zones.Count];
            for (var zone = 0; zone < means.Length; zone++)
            {
                (means[zone], var share) = weights.Mean(zone, values);
                series.LowestShare[zone] = Math.Min(series.LowestShare[zone], share);
            }

            series.Add(variable, time, means);
        }

        private string Extent()
        {
            var extent = new Envelope();
            foreach (var zone in zones)
            {
                extent.ExpandToInclude(zone.Shape.EnvelopeInternal);
            }

            return $"{extent.MinY:0.##} to {extent.MaxY:0.##} north, {extent.MinX:0.##} to {extent.MaxX:0.##} east";
        }
    }
}
