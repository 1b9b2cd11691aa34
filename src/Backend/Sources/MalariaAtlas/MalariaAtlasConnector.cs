using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Forecasting.Series;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Sources.MalariaAtlas;

/// <summary>
/// Yearly rates and coverages of the Malaria Atlas Project as means of places. A part is a year of a variable; its value stands at the
/// first period of the year. A new version of a surface is a new vintage of all its years.
/// </summary>
internal sealed class MalariaAtlasConnector(MapService service, IReadOnlyList<MapSurface> surfaces, string schedule, SourceTools tools)
    : IConnector
{
    public const string Source = "malaria-atlas";

    // Some cells around the places, of 0.0417 degrees.
    private const double Margin = 0.1;
    private const double Missing = -9999;

    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, StoredPart> _stored = new Dictionary<string, StoredPart>();

    public string Name => Source;

    public string Purpose => $"{string.Join(", ", surfaces.Select(surface => surface.Variable))} from the Malaria Atlas Project";

    public Uri Address => service.Address;

    public string Schedule => schedule;

    public bool BringsPlaces => false;

    public bool FeedsForecasts => false;

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine>();
        foreach (var surface in surfaces)
        {
            try
            {
                var found = await FindAsync(surface, scope, cancellationToken);
                var last = found.Extent.Times.Keys.Max();
                lines.Add(
                    CheckLine.Fine(
                        surface.Variable,
                        $"{found.Coverage}, version {found.Version}, {found.Extent.Times.Keys.Min()} to {last}; {surface.Unit}"
                    )
                );
                lines.Add(await SampleAsync(surface, found, last, scope, cancellationToken));
            }
            catch (UserFacingException failure)
            {
                lines.Add(CheckLine.Failed(surface.Variable, failure));
            }
        }

        return lines;
    }

    public async Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        scope.RequireZones(Source);
        _stored = stored;
        _found.Clear();
        var parts = new List<SourcePart>();
        foreach (var surface in surfaces)
        {
            var found = await AgedAsync(surface, () => FindAsync(surface, scope, cancellationToken));
            _found[surface.Variable] = found;
            parts.AddRange(
                found
                    .Extent.Times.Keys.Where(year => year >= scope.First.Year && year <= scope.Today.Year)
                    .Select(year => Part(surface, found, year, scope))
                    .Where(part => !(stored.GetValueOrDefault(part.Key)?.Settles(part) ?? false))
            );
        }

        return [.. parts.OrderBy(part => part.First).ThenBy(part => part.Key, StringComparer.Ordinal)];
    }

    public Task<FetchedPart> FetchAsync(
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var surface = Of(part);
        return AgedAsync(
            surface,
            async () =>
            {
                var found = await FoundAsync(surface, scope, cancellationToken);
                if (!found.Extent.Times.TryGetValue(part.First.Year, out var time))
                {
                    return FetchedPart.NotYet($"{found.Coverage} has no {part.First.Year}");
                }

                await service.DownloadAsync(surface, found.Coverage, time, Wanted(scope), folder.File(File(found)), cancellationToken);
                return new FetchedPart(found.Version, IsFinal: true);
            }
        );
    }

    public async Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    )
    {
        var surface = Of(part);
        var found = await FoundAsync(surface, scope, cancellationToken);
        var type =
            scope.Type
            ?? throw new UserFacingException(
                $"{Source}: the database holds no case reports, so whether weeks or months are wanted is not known.",
                "Import case reports first, or connect DHIS2 in the sources file: docs/sources.md."
            );
        var (grid, cells) = await CellsAsync(surface, found, Wanted(scope), folder.File(File(found)), cancellationToken);
        var weights = new ZoneWeights(grid, scope.Zones);
        var values = new CovariateValues(surface.Variable, type);
        var (without, partly) = (new List<string>(), new List<string>());
        foreach (var (index, zone) in scope.Zones.Index())
        {
            var (mean, share) = weights.Mean(index, cells);
            if (double.IsNaN(mean))
            {
                without.Add(zone.Name);
                continue;
            }

            values.Add(zone.Name, Period(type, part), mean);
            if (share < ZoneWeights.FewestInside)
            {
                partly.Add(string.Create(CultureInfo.InvariantCulture, $"{zone.Name} ({1 - share:P0})"));
            }
        }

        var warnings = new List<string>();
        if (without.Count > 0)
        {
            warnings.Add($"{surface.Variable}: {without.Count} places without data in {found.Coverage}: {Warnings.Some(without)}");
        }

        if (partly.Count > 0)
        {
            warnings.Add($"{surface.Variable}: places with a part without data, left out of the mean: {Warnings.Some(partly)}");
        }

        return await values.StoreAsync(tools, Source, part, fetched, warnings, cancellationToken);
    }

    /// <summary>The first week or month of the year, or of those that are wanted of it.</summary>
    private static Period Period(PeriodType type, SourcePart part)
    {
        // 4 January lies in the first week.
        var first = Forecasting.Series.Period.Containing(type, new DateOnly(part.First.Year, 1, 4));
        var wanted = Forecasting.Series.Period.Containing(type, part.First);
        return wanted.CompareTo(first) > 0 ? wanted : first;
    }

    private static SourcePart Part(MapSurface surface, Found found, int year, SourceScope scope)
    {
        var begin = new DateOnly(year, 1, 1);
        return new SourcePart(
            string.Create(CultureInfo.InvariantCulture, $"{surface.Variable}-{year:0000}"),
            begin < scope.First ? scope.First : begin,
            new DateOnly(year, 12, 31),
            scope.Digest(Source, found.Coverage, "1")
        );
    }

    private static async Task<(Grid Grid, double[] Cells)> CellsAsync(
        MapSurface surface,
        Found found,
        Envelope wanted,
        string path,
        CancellationToken cancellationToken
    )
    {
        GeoRaster raster;
        try
        {
            raster = GeoTiff.OpenRaster(found.Coverage, await System.IO.File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (RejectedFileException broken)
        {
            throw MapService.Unlike(found.Coverage, broken.Problems[0].What.TrimEnd('.'), broken);
        }

        var (grid, area) = (raster.Grid, wanted.Intersection(found.Extent.Area));
        // What the coverage has of the area must have come: the values of another area would pass for those of the places.
        if (
            grid.West > area.MinX + grid.Width
            || grid.East < area.MaxX - grid.Width
            || grid.South > area.MinY + grid.Height
            || grid.North < area.MaxY - grid.Height
        )
        {
            throw MapService.Unlike(
                found.Coverage,
                FormattableString.Invariant($"the file lies {grid}, and {area.MinY:0.##} to {area.MaxY:0.##} north, ")
                    + FormattableString.Invariant($"{area.MinX:0.##} to {area.MaxX:0.##} east was asked for")
            );
        }

        // Further bands are masks and limits of confidence.
        var cells = new double[grid.Cells];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            var value = (double)raster.First[cell];
            cells[cell] =
                value == Missing || double.IsNaN(value) ? double.NaN
                : value >= 0 && value <= surface.Highest ? value
                : throw MapService.Unlike(
                    found.Coverage,
                    FormattableString.Invariant($"a cell has {value:0.####}, and {surface.Variable} is a {surface.Unit}")
                        + (value <= 100 && value > 1 ? ": it seems to be in percent" : "")
                );
        }

        return (grid, cells);
    }

    private async Task<CheckLine> SampleAsync(
        MapSurface surface,
        Found found,
        int year,
        SourceScope scope,
        CancellationToken cancellationToken
    )
    {
        if (scope.Zones.Count == 0)
        {
            return CheckLine.Unknown("sample value", "no place has a boundary yet");
        }

        var folder = Directory.CreateTempSubdirectory("malaria-predictor-");
        try
        {
            var (zone, path) = (scope.Zones[0], Path.Combine(folder.FullName, "sample.tif"));
            var area = zone.Shape.EnvelopeInternal.Copy();
            area.ExpandBy(Margin);
            await service.DownloadAsync(surface, found.Coverage, found.Extent.Times[year], area, path, cancellationToken);
            var (grid, cells) = await CellsAsync(surface, found, area, path, cancellationToken);
            var (mean, _) = new ZoneWeights(grid, [zone]).Mean(0, cells);
            return CheckLine.Fine(
                "sample value",
                string.Create(CultureInfo.InvariantCulture, $"{zone.Name}, {year}: {(double.IsNaN(mean) ? "no data" : $"{mean:0.####}")}")
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<Found> FoundAsync(MapSurface surface, SourceScope scope, CancellationToken cancellationToken)
    {
        if (!_found.TryGetValue(surface.Variable, out var found))
        {
            _found[surface.Variable] = found = await FindAsync(surface, scope, cancellationToken);
        }

        return found;
    }

    private async Task<Found> FindAsync(MapSurface surface, SourceScope scope, CancellationToken cancellationToken)
    {
        var (coverage, version) =
            surface.Newest(await service.CoveragesAsync(surface.Workspace, cancellationToken))
            ?? throw MapService.Unlike(surface.Variable, $"no coverage of {surface.Workspace} is named VERSION_Global_{surface.Surface}");
        var extent = await service.DescribeAsync(surface, coverage, cancellationToken);
        return scope.Zones.Count == 0 || extent.Area.Intersects(scope.Area)
            ? new Found(coverage, version, extent)
            : throw new UserFacingException(
                FormattableString.Invariant(
                    $"{Source}: {coverage} reaches from {extent.Area.MinY:0.#} to {extent.Area.MaxY:0.#} north and "
                ) + FormattableString.Invariant($"{extent.Area.MinX:0.#} to {extent.Area.MaxX:0.#} east, where none of the places lies."),
                $"Leave {surface.Variable} out of the variables in the sources file."
            );
    }

    /// <summary>What fails is told with the age of what is stored: outages of the service last for days.</summary>
    private async Task<T> AgedAsync<T>(MapSurface surface, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (UserFacingException failure)
        {
            var last = _stored
                .Values.Where(part => part.Part.Key.StartsWith($"{surface.Variable}-", StringComparison.Ordinal))
                .MaxBy(part => part.StoredAt);
            throw new UserFacingException(
                failure.Message,
                last is null
                    ? failure.Remedy
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{failure.Remedy} The stored {surface.Variable} is version {last.Version}, fetched on {last.StoredAt:yyyy-MM-dd}, "
                            + $"{(tools.Clock.GetUtcNow() - last.StoredAt).TotalDays:0} days ago."
                    ),
                failure
            );
        }
    }

    private static Envelope Wanted(SourceScope scope)
    {
        var area = scope.Area;
        area.ExpandBy(Margin);
        return area;
    }

    private MapSurface Of(SourcePart part) =>
        surfaces.First(surface => part.Key.StartsWith($"{surface.Variable}-", StringComparison.Ordinal));

    private static string File(Found found) => $"{found.Coverage}.tif";

    /// <summary>The newest coverage of a surface.</summary>
    private sealed record Found(string Coverage, string Version, CoverageExtent Extent);
}
