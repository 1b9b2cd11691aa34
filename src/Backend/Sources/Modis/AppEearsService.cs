using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// AppEEARS: a task for the rectangles around the places, whose GeoTIFF files are fetched when it is done; the means are exact, by the
/// share of each cell that lies in a place. The task's id lies in the folder, so that an interrupted run waits for the task it began.
/// </summary>
/// <param name="tasks">Asks it.</param>
internal sealed partial class AppEearsService(AppEearsTasks tasks) : IModisService
{
    // Days from a composite's last day to its publication.
    private const int Delay = 7;

    private static readonly DateOnly Earliest = new(2000, 2, 18);

    public string Name => ModisSettings.AppEears;

    public Uri Address => tasks.Address;

    // A task takes minutes to hours: what was given lately is not asked for again before a composite may have come.
    public TimeSpan Rest => TimeSpan.FromDays(4);

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken)
    {
        await RequireLayersAsync(product, cancellationToken);
        var lines = new List<CheckLine>
        {
            CheckLine.Fine(product.Variable, $"{product.Versioned} has {product.Band} and {product.QualityBand}"),
        };
        await tasks.RequireKeyAsync(cancellationToken);
        lines.Add(CheckLine.Fine("key", "accepted"));

        var dates = await DatesAsync(product, scope, cancellationToken);
        lines.Add(CheckLine.Fine("last period", $"{dates[^1]:yyyy-MM-dd} by its calendar"));
        lines.Add(CheckLine.Unknown("sample value", "a task takes minutes to hours: malaria-predictor sources fetch modis"));
        return lines;
    }

    /// <summary>By the calendar of the product: the service does not list what it has.</summary>
    public Task<IReadOnlyList<DateOnly>> DatesAsync(ModisProduct product, SourceScope scope, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DateOnly>>([.. Composites.Nominal(product, Earliest, scope.Today.AddDays(-product.Days - Delay))]);

    public async Task<CompositeMeans> FetchAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        // An interrupted run may have asked for fewer composites.
        var mark = string.Create(CultureInfo.InvariantCulture, $"{dates[^1]:yyyyMMdd}-{dates.Count}");
        var path = folder.File($"means-{mark}.json");
        if (!File.Exists(path))
        {
            var blocks = Blocks(product, scope.RequireZones(ModisConnector.Source));
            var remembered = folder.File($"task-{mark}.txt");
            if (!File.Exists(remembered))
            {
                await RequireLayersAsync(product, cancellationToken);
                // A file appears whole or not at all.
                await File.WriteAllTextAsync(
                    $"{remembered}.part",
                    await tasks.BeginAsync(product, dates, part, [.. blocks.Select(block => block.Ring)], cancellationToken),
                    cancellationToken
                );
                File.Move($"{remembered}.part", remembered, overwrite: true);
            }

            var task = await tasks.WaitAsync(part, remembered, progress, cancellationToken);
            var files = await DownloadAsync(product, dates, task, folder, progress, cancellationToken);
            var made = Means(product, scope.Zones.Count, blocks, files, cancellationToken);
            await File.WriteAllBytesAsync($"{path}.part", JsonSerializer.SerializeToUtf8Bytes(made), cancellationToken);
            File.Move($"{path}.part", path, overwrite: true);
        }

        var means = JsonSerializer.Deserialize<SortedDictionary<DateOnly, double?[]>>(
            await File.ReadAllBytesAsync(path, cancellationToken)
        )!;
        return new CompositeMeans(
            [.. means.Keys],
            means.ToDictionary(pair => pair.Key, pair => System.Array.ConvertAll(pair.Value, mean => mean ?? double.NaN)),
            []
        );
    }

    public void Dispose() => tasks.Dispose();

    /// <summary>Fetches the files of the composites that were asked for, each checked against the digest that the service states.</summary>
    private async Task<IReadOnlyList<TaskFile>> DownloadAsync(
        ModisProduct product,
        IReadOnlyList<DateOnly> dates,
        string task,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        using var bundle = await tasks.BundleAsync(task, cancellationToken);
        var files = new List<TaskFile>();
        foreach (var file in OrnlService.Array(bundle.RootElement, "files", $"bundle {task}"))
        {
            if (TaskFile.Of(OrnlService.Text(file, "file_name"), product) is { } wanted && dates.Contains(wanted.Date))
            {
                files.Add(
                    wanted with
                    {
                        Id = OrnlService.Text(file, "file_id"),
                        Sha256 = OrnlService.Text(file, "sha256"),
                        Path = folder.File(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{(wanted.IsQuality ? "q" : "v")}-{wanted.Date:yyyyMMdd}-{wanted.Block}.tif"
                            )
                        ),
                    }
                );
            }
        }

        foreach (var (index, file) in files.Index())
        {
            await progress($"file {index + 1} of {files.Count}.");
            // What an interrupted run left may be of a file that was made anew since.
            if (!await IsWholeAsync(file, cancellationToken))
            {
                File.Delete(file.Path);
            }

            var has = await tasks.DownloadAsync(task, file.Id, file.Path, cancellationToken);
            if (!has || !await IsWholeAsync(file, cancellationToken))
            {
                File.Delete(file.Path);
                throw OrnlService.Unlike(
                    $"{product.Name} {file.Date:yyyy-MM-dd}",
                    has ? "the file is not the one whose digest AppEEARS states" : $"AppEEARS lists the file {file.Id} and does not have it"
                );
            }
        }

        return files;
    }

    private static async Task<bool> IsWholeAsync(TaskFile file, CancellationToken cancellationToken) =>
        File.Exists(file.Path)
        && (
            file.Sha256.Length == 0
            || string.Equals(
                Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file.Path, cancellationToken))),
                file.Sha256,
                StringComparison.OrdinalIgnoreCase
            )
        );

    private static SortedDictionary<DateOnly, double?[]> Means(
        ModisProduct product,
        int places,
        List<Block> blocks,
        IReadOnlyList<TaskFile> files,
        CancellationToken cancellationToken
    )
    {
        var means = new SortedDictionary<DateOnly, double?[]>();
        var weights = new Dictionary<int, (Grid Grid, ZoneWeights Weights)>();
        foreach (var pair in files.GroupBy(file => (file.Date, file.Block)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var what = $"{product.Name} {pair.Key.Date:yyyy-MM-dd}";
            if (
                pair.Count() != 2
                || pair.FirstOrDefault(file => !file.IsQuality) is not { } stored
                || pair.FirstOrDefault(file => file.IsQuality) is not { } flags
                || pair.Key.Block >= blocks.Count
            )
            {
                throw OrnlService.Unlike(what, "values and their quality are not one file each");
            }

            var (values, quality) = (Raster(stored, all: false), Raster(flags, all: true));
            var block = blocks[pair.Key.Block];
            if (values.Grid != quality.Grid || !block.IsCovered(values.Grid))
            {
                throw OrnlService.Unlike(what, $"the file lies {values.Grid}, and {block} was asked for");
            }

            if (!weights.TryGetValue(pair.Key.Block, out var known) || known.Grid != values.Grid)
            {
                weights[pair.Key.Block] = known = (values.Grid, new ZoneWeights(values.Grid, block.Zones));
            }

            var cells = System.Array.ConvertAll(values.Values, value => (double)value);
            if (product.Complaint(cells) is { } complaint)
            {
                throw OrnlService.Unlike(what, complaint);
            }

            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = product.Value(cells[i], quality.Values[i]);
            }

            if (!means.TryGetValue(pair.Key.Date, out var row))
            {
                means[pair.Key.Date] = row = new double?[places];
            }

            foreach (var (zone, place) in block.Places.Index())
            {
                var (mean, _) = known.Weights.Mean(zone, cells);
                row[place] =
                    double.IsNaN(mean) ? null
                    : product.IsPossible(mean) ? mean
                    : throw OrnlService.Unlike(what, $"{product.Variable} would be {mean:0.##}: its unit seems to be another");
            }
        }

        return means;
    }

    private static GeoRaster Raster(TaskFile file, bool all)
    {
        try
        {
            return GeoTiff.OpenRaster(Path.GetFileName(file.Path), File.ReadAllBytes(file.Path), all);
        }
        catch (RejectedFileException broken)
        {
            File.Delete(file.Path);
            throw OrnlService.Unlike($"{file.Date:yyyy-MM-dd}", broken.Problems[0].What.TrimEnd('.'));
        }
    }

    /// <summary>Refuses a product whose layers or scale are not those that are known.</summary>
    private async Task RequireLayersAsync(ModisProduct product, CancellationToken cancellationToken)
    {
        using var layers = await tasks.LayersAsync(product, cancellationToken);
        foreach (var band in (string[])[product.Band, product.QualityBand])
        {
            if (layers.RootElement.ValueKind != JsonValueKind.Object || !layers.RootElement.TryGetProperty(ModisProduct.Layer(band), out _))
            {
                throw OrnlService.Unlike(product.Versioned, $"it has no layer {ModisProduct.Layer(band)}");
            }
        }

        var scale = OrnlService.Text(layers.RootElement.GetProperty(ModisProduct.Layer(product.Band)), "ScaleFactor");
        if (
            !double.TryParse(scale, CultureInfo.InvariantCulture, out var factor)
            || Math.Abs(factor - product.Scale) > product.Scale * 1e-6
        )
        {
            throw OrnlService.Unlike(product.Versioned, $"its scale is '{FileProblem.Shown(scale)}', and {product.Scale} is known");
        }
    }

    /// <summary>Rectangles that hold the places, so large that a file of one is read with little memory.</summary>
    private static List<Block> Blocks(ModisProduct product, IReadOnlyList<Zone> zones)
    {
        var blocks = new List<Block>();
        foreach (
            var (index, zone) in zones
                .Index()
                .OrderBy(place => Math.Floor(place.Item.Shape.EnvelopeInternal.Centre.X))
                .ThenBy(place => place.Item.Shape.EnvelopeInternal.Centre.Y)
        )
        {
            if (blocks.Count == 0 || !blocks[^1].TryAdd(index, zone, product.Pixel))
            {
                blocks.Add(new Block(index, zone));
            }
        }

        return blocks;
    }

    [GeneratedRegex(
        @"(^|/)(?<product>[A-Z0-9]+\.\d{3})_(?<layer>\w+)_doy(?<date>\d{7})(\d{6})?_aid(?<block>\d{4,})\.tif$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FileName();

    /// <summary>A file of a task: one layer of one composite in one rectangle.</summary>
    private sealed record TaskFile(DateOnly Date, int Block, bool IsQuality)
    {
        public string Id { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public string Path { get; init; } = "";

        /// <summary>Null where it is another, such as a list of quality values.</summary>
        public static TaskFile? Of(string name, ModisProduct product) =>
            FileName().Match(name) is { Success: true } match
            && match.Groups["product"].Value == product.Versioned
            && match.Groups["layer"].Value is var layer
            && ((string[])[product.Band, product.QualityBand]).FirstOrDefault(band => ModisProduct.Layer(band) == layer) is { } found
            && OrnlService.Date($"A{match.Groups["date"].Value}") is { } date
            && int.TryParse(match.Groups["block"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            && block > 0
                ? new TaskFile(date, block - 1, found == product.QualityBand)
                : null;
    }
}
