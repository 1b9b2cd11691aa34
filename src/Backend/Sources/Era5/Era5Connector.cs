using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>
/// Temperature, rain and, where asked for, humidity of ERA5 or ERA5-Land from the Climate Data Store: monthly means for a database of
/// months; for one of weeks the hours, from which whole weeks are made over the ends of months.
/// </summary>
internal sealed class Era5Connector : IConnector, IDisposable
{
    private const int Margin = 1;
    private static readonly int[] AllHours = [.. Enumerable.Range(0, 24)];
    private static readonly int[] Midnight = [0];

    private readonly Era5Settings _settings;
    private readonly SourceTools _tools;
    private readonly SourceHttp _http;
    private readonly CdsClient _client;

    private Era5Connector(Era5Settings settings, SourceTools tools)
    {
        (_settings, _tools) = (settings, tools);
        _http = tools.Http(Era5Settings.Source);
        _client = new CdsClient(_http, settings);
    }

    public string Name => Era5Settings.Source;

    public string Purpose => $"weather of {(_settings.IsLand ? "ERA5-Land" : "ERA5")} from the Climate Data Store";

    public Uri Address => _settings.Address;

    public string Schedule => _settings.Schedule;

    public IReadOnlyList<string> Stores => _settings.Stores;

    public bool BringsPlaces => false;

    // A month's mean is published in the first days of the next one.
    public TimeSpan? ExpectedAge => TimeSpan.FromDays(50);

    /// <summary>Null where it is not asked for.</summary>
    public static IConnector? Create(SettingsSection? section, SourceTools tools) =>
        Era5Settings.Read(section, tools) is { } settings ? new Era5Connector(settings, tools) : null;

    public void Dispose() => _http.Dispose();

    public async Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken)
    {
        var dataset = Dataset(scope.Type ?? PeriodType.Month);
        var (first, last) = await _client.ExtentAsync(dataset, cancellationToken);
        List<CheckLine> lines =
        [
            CheckLine.Fine("address", $"the catalogue has {dataset}"),
            await LineAsync(
                "key",
                async () =>
                {
                    await _client.VerifyKeyAsync(cancellationToken);
                    return CheckLine.Fine("key", "the store takes the token");
                }
            ),
            await LineAsync(
                "licence",
                async () =>
                    await _client.MissingLicencesAsync(dataset, cancellationToken) is { Count: > 0 } missing
                        ? CheckLine.Failed(
                            "licence",
                            new UserFacingException(
                                $"{string.Join(" and ", missing)} is not accepted.",
                                $"Accept it once: {_client.LicencePage(dataset)}"
                            )
                        )
                        : CheckLine.Fine("licence", "accepted")
            ),
            Period("first period", first, scope),
            Period("last period", last, scope),
            await SampleAsync(cancellationToken),
        ];
        return lines;
    }

    public async Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        scope.RequireZones(Name);
        var (_, last) = await _client.ExtentAsync(Dataset(scope.RequireType(Name)), cancellationToken);
        return new Era5Plan(_settings, scope, last).Missing(stored);
    }

    public async Task<FetchedPart> FetchAsync(
        SourcePart part,
        SourceScope scope,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var queue = new CdsQueue(_client, _http, _tools.Clock);
        var (files, notYet) = await queue.BringAsync(Requests(part, scope), folder, progress, cancellationToken);
        if (notYet is not null)
        {
            return FetchedPart.NotYet($"the store has not published it yet ({notYet})");
        }

        // What an earlier plan of this part brought must not enter it.
        foreach (var other in Directory.EnumerateFiles(folder.Path, "*.nc").Except(files, StringComparer.Ordinal).ToList())
        {
            File.Delete(other);
        }

        try
        {
            return await new Era5Files(_settings, scope).ReadAsync(part, files, cancellationToken);
        }
        catch (RejectedFileException)
        {
            folder.Empty();
            throw;
        }
    }

    public Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    ) =>
        new GridImporter(_tools.Database, _tools.Clock).ImportAsync(
            [.. Directory.EnumerateFiles(folder.Path, "*.nc").Order(StringComparer.Ordinal)],
            firstDay: null,
            new ImportOrigin(
                $"{Name} {part.Key} ({fetched.Version})",
                async (connection, result) =>
                {
                    await StoredParts.NoteAsync(
                        connection,
                        Name,
                        part,
                        fetched,
                        _tools.Clock.GetUtcNow(),
                        string.Create(CultureInfo.InvariantCulture, $"{result.New} new values, {result.Corrected} corrected")
                    );
                    await StoredParts.ForgetWithinAsync(connection, Name, part);
                }
            ),
            progress: null,
            cancellationToken
        );

    /// <summary>The state of the air and the rain apart: where both are in one request the store sends two files in a ZIP file.</summary>
    private IReadOnlyList<CdsRequest> Requests(SourcePart part, SourceScope scope)
    {
        var area = AreaBox.Of(scope.RequireZones(Name)).OnCenters(_settings.Cell, Margin);
        const string rain = "total_precipitation";
        if (scope.RequireType(Name) == PeriodType.Month)
        {
            int[] months = [.. Enumerable.Range(part.First.Month, part.Last.Month - part.First.Month + 1)];
            string[] all = [.. _settings.States, .. _settings.StoresRain ? (string[])[rain] : []];
            return [new CdsRequest(Dataset(PeriodType.Month), all, part.First.Year, months, [], Midnight, area)];
        }

        // ERA5-Land's 00 UTC holds the whole day before. ERA5 dates the rain of an hour at its end, the last one at 00 UTC too.
        var dataset = Dataset(PeriodType.Week);
        return
        [
            .. _settings.States.Count > 0 ? CdsRequest.Hourly(dataset, _settings.States, part.First, part.Last, AllHours, area) : [],
            .. _settings.StoresRain
                ? CdsRequest.Hourly(
                    dataset,
                    [rain],
                    _settings.IsLand ? part.First.AddDays(1) : part.First,
                    part.Last.AddDays(1),
                    _settings.IsLand ? Midnight : AllHours,
                    area
                )
                : [],
        ];
    }

    private string Dataset(PeriodType type) =>
        type == PeriodType.Month ? CdsRequest.MeansOf(_settings.IsLand) : CdsRequest.HoursOf(_settings.IsLand);

    private static CheckLine Period(string what, DateOnly? day, SourceScope scope) =>
        day is { } known
            ? CheckLine.Fine(
                what,
                (scope.Type == PeriodType.Week ? known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : $"{known:yyyy-MM}")
            )
            : CheckLine.Unknown(what, "the catalogue does not state it");

    private static async Task<CheckLine> LineAsync(string what, Func<Task<CheckLine>> ask)
    {
        try
        {
            return await ask();
        }
        catch (UserFacingException failure)
        {
            return CheckLine.Failed(what, failure);
        }
    }

    /// <summary>The newest stored value: a new one would have to wait in the store's queue.</summary>
    private Task<CheckLine> SampleAsync(CancellationToken cancellationToken) =>
        SampleValue.NewestAsync(_tools.Database, Name, "a new one would wait in the store's queue", cancellationToken);
}
