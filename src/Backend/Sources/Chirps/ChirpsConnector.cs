using System.Globalization;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chirps;

/// <summary>
/// Rain of CHIRPS v3: the final months for a database of months, the days of whole weeks for one of weeks; preliminary days until the final
/// ones are published.
/// </summary>
internal sealed class ChirpsConnector : IConnector, IDisposable
{
    private const double Cell = 0.05;
    private const string Final = "final";
    private const string Preliminary = "preliminary";

    private readonly ChirpsSettings _settings;
    private readonly SourceTools _tools;
    private readonly SourceHttp _http;
    private readonly ChirpsServer _server;

    private ChirpsConnector(ChirpsSettings settings, SourceTools tools)
    {
        (_settings, _tools) = (settings, tools);
        _http = tools.Http(ChirpsSettings.Source);
        _server = new ChirpsServer(_http, settings);
    }

    public string Name => ChirpsSettings.Source;

    public string Purpose => "rain of CHIRPS v3";

    public Uri Address => _settings.Address;

    public string Schedule => _settings.Schedule;

    public IReadOnlyList<string> Stores => [Variables.Rainfall];

    public bool BringsPlaces => false;

    // Final months come in the third week of the next one, preliminary days two days after each pentad.
    public TimeSpan? ExpectedAge => TimeSpan.FromDays(_settings.Preliminary ? 50 : 75);

    /// <summary>Null where it is not asked for.</summary>
    public static IConnector? Create(SettingsSection? section, SourceTools tools) =>
        ChirpsSettings.Read(section) is { } settings ? new ChirpsConnector(settings, tools) : null;

    public void Dispose() => _http.Dispose();

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken)
    {
        var monthly = scope.Type != PeriodType.Week;
        var first = monthly ? ChirpsServer.Month(_settings.First) : _server.Day(_settings.First);
        var isThere = await _server.IsThereAsync(first, cancellationToken);
        var last = await _server.LastFinalAsync(monthly, scope.Today, cancellationToken);
        var preliminary = _settings.Preliminary ? await _server.LastPreliminaryAsync(last, scope.Today, cancellationToken) : null;
        return
        [
            CheckLine.Fine("address", $"the server has CHIRPS v3 ({(monthly ? "months" : $"days, {_settings.Product}")})"),
            CheckLine.Fine("key", "none is needed"),
            CheckLine.Fine("licence", "public domain (Creative Commons CC0)"),
            isThere
                ? CheckLine.Fine("first period", $"{_settings.First:yyyy-MM-dd}")
                : CheckLine.Unknown("first period", $"there is no {first}"),
            CheckLine.Fine(
                "last period",
                $"{last:yyyy-MM-dd} (final){(preliminary is { } day ? $", {day:yyyy-MM-dd} (preliminary)" : "")}"
            ),
            await SampleAsync(
                scope,
                monthly ? ChirpsServer.Month(new DateOnly(last.Year, last.Month, 1)) : _server.Day(last),
                cancellationToken
            ),
        ];
    }

    public async Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        scope.RequireZones(Name);
        var monthly = scope.RequireType(Name) == PeriodType.Month;
        var final = await _server.LastFinalAsync(monthly, scope.Today, cancellationToken);
        var last = _settings.Preliminary ? await _server.LastPreliminaryAsync(final, scope.Today, cancellationToken) ?? final : final;
        var first = scope.First > _settings.First ? scope.First : _settings.First;
        // Final months are made of both products alike; the preliminary days are those of satellites in both.
        var digest = scope.Digest(["chirps-v3.0", monthly ? "" : _settings.Product]);
        return
        [
            .. (monthly ? Months(first, last) : WholeWeeks.Parts(first, last))
                .Select(part => new SourcePart(part.Key, part.First, part.Last, digest))
                .Where(part => !(stored.GetValueOrDefault(part.Key) is { } known && IsGood(known, part, final))),
        ];
    }

    public async Task<FetchedPart> FetchAsync(
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var area = AreaBox.Of(scope.RequireZones(Name)).Around(Cell);
        if (
            scope.RequireType(Name) == PeriodType.Month
            && await CropAsync(ChirpsServer.Month(part.First), area, folder, cancellationToken) is { } month
        )
        {
            Leave(folder, [month]);
            return new FetchedPart(Final, IsFinal: true);
        }

        var (files, isFinal) = (new List<string>(), scope.Type == PeriodType.Week);
        if (!isFinal && !_settings.Preliminary)
        {
            return FetchedPart.NotYet("the server has no final file of it");
        }

        for (var day = part.First; day <= part.Last; day = day.AddDays(1))
        {
            // After the first day without a final value there is none: they are published by months.
            var file = isFinal ? await CropAsync(_server.Day(day), area, folder, cancellationToken) : null;
            if (file is null && _settings.Preliminary)
            {
                isFinal = false;
                file = await CropAsync(ChirpsServer.PreliminaryDay(day), area, folder, cancellationToken);
            }

            if (file is null)
            {
                return FetchedPart.NotYet($"the server has no file of {day:yyyy-MM-dd}");
            }

            files.Add(file);
            if (day.Day % 10 == 0)
            {
                await progress($"read to {day:yyyy-MM-dd}.");
            }
        }

        Leave(folder, files);
        return new FetchedPart(isFinal ? Final : Preliminary, isFinal);
    }

    public Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    ) =>
        new GridImporter(_tools.Database, _tools.Clock).ImportAsync(
            [.. Directory.EnumerateFiles(folder.Path, "*.tif").Order(StringComparer.Ordinal)],
            firstDay: null,
            new ImportOrigin(
                $"{Name} {part.Key} ({fetched.Version})",
                (connection, result) =>
                    StoredParts.NoteAsync(
                        connection,
                        Name,
                        part,
                        fetched,
                        _tools.Clock.GetUtcNow(),
                        string.Create(CultureInfo.InvariantCulture, $"{result.New} new values, {result.Corrected} corrected")
                    )
            ),
            progress: null,
            cancellationToken
        );

    private static bool IsGood(StoredPart known, SourcePart wanted, DateOnly final) =>
        known.Part.Scope == wanted.Scope
        && known.Part.First <= wanted.First
        && known.Part.Last >= wanted.Last
        && (known.IsFinal || wanted.Last > final);

    private static IEnumerable<(string Key, DateOnly First, DateOnly Last)> Months(DateOnly first, DateOnly last)
    {
        for (var month = new DateOnly(first.Year, first.Month, 1); month.AddMonths(1).AddDays(-1) <= last; month = month.AddMonths(1))
        {
            yield return (month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month, month.AddMonths(1).AddDays(-1));
        }
    }

    /// <summary>The path of the area of a file, which an interrupted run may have brought; null where there is no such file.</summary>
    private async Task<string?> CropAsync(string path, AreaBox area, PartFolder folder, CancellationToken cancellationToken)
    {
        var file = folder.File(ChirpsServer.NameOf(path));
        if (File.Exists(file))
        {
            return file;
        }

        try
        {
            if (await _server.CropAsync(path, area, $"{file}.whole", cancellationToken) is not { } crop)
            {
                return null;
            }

            var begun = $"{file}.begun";
            await File.WriteAllBytesAsync(begun, crop, cancellationToken);
            File.Move(begun, file, overwrite: true);
            return file;
        }
        catch (RejectedFileException)
        {
            folder.Empty();
            throw;
        }
    }

    /// <summary>What an earlier plan of this part brought must not enter it.</summary>
    private static void Leave(PartFolder folder, IReadOnlyList<string> files)
    {
        foreach (var other in Directory.EnumerateFiles(folder.Path, "*.tif").Except(files, StringComparer.Ordinal).ToList())
        {
            File.Delete(other);
        }
    }

    /// <summary>The rain of one place in the newest final file.</summary>
    private async Task<CheckLine> SampleAsync(SourceScope scope, string path, CancellationToken cancellationToken)
    {
        const string what = "sample value";
        if (scope.Zones.Count == 0)
        {
            return CheckLine.Unknown(what, "no place has a boundary yet");
        }

        Zone[] zone = [scope.Zones[0]];
        var spare = Path.Combine(Path.GetTempPath(), $"malaria-predictor-chirps-{Guid.NewGuid():N}");
        try
        {
            if (await _server.CropAsync(path, AreaBox.Of(zone).Around(Cell), spare, cancellationToken) is not { } crop)
            {
                return CheckLine.Unknown(what, $"there is no {path}");
            }

            using var file = GeoTiff.Open(ChirpsServer.NameOf(path), crop, firstDay: null);
            var rain = file.Variables[0];
            var (mean, _) = new ZoneWeights(rain.Grid, zone).Mean(0, rain.Read(0, 1));
            return CheckLine.Fine(
                what,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rainfall of {zone[0].Name} in {Path.GetFileNameWithoutExtension(file.Name)}: {mean:0.#} mm"
                )
            );
        }
        catch (RejectedFileException rejected)
        {
            return new CheckLine(what, Works: false, rejected.Problems[0].ToString());
        }
    }
}
