using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;
using Quartz;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>
/// Brings places, their boundaries and groups, and what was reported for them, from a DHIS2. One part is the organisation units; each other
/// is a year of values. A recent year is asked for again whenever DHIS2 may have other values, an older one now and then.
/// </summary>
internal sealed class Dhis2Connector : IConnector, IDisposable
{
    public const string UnitsPart = "units";
    private const string UsualSchedule = "0 40 4 * * ?";
    public const string AnswerFile = "answer.json";

    private readonly SourceTools _tools;
    private readonly string _settings;
    private Dhis2Info? _info;
    private bool _areUnitsStored;

    private Dhis2Connector(SourceTools tools, Dhis2Client client, Dhis2Settings settings, string schedule)
    {
        (_tools, Client, Settings, Schedule) = (tools, client, settings, schedule);
        _settings = $"{client.Address}\n{settings.Digested}";
    }

    public string Name => Dhis2Client.Source;

    public string Purpose => "places and reports from DHIS2";

    public Uri Address => Client.Address;

    public string Schedule { get; }

    public bool BringsPlaces => true;

    public Dhis2Client Client { get; }

    public Dhis2Settings Settings { get; }

    /// <summary>Null where the sources file has no section for it.</summary>
    /// <exception cref="UserFacingException">The section or a variable holds a bad value.</exception>
    public static Dhis2Connector? Create(SettingsSection? section, SourceTools tools)
    {
        var variable = tools.Variable("DHIS2_URL");
        if (section is null)
        {
            return string.IsNullOrWhiteSpace(variable)
                ? null
                : throw new UserFacingException(
                    "DHIS2_URL is set, but the sources file has no section dhis2.",
                    "Say there which data elements to read: malaria-predictor sources example shows how."
                );
        }

        section.RefuseSecrets("DHIS2_TOKEN", "token");
        section.RefuseSecrets("DHIS2_PASSWORD", "password");
        var address =
            section.Address("url")
            ?? (
                string.IsNullOrWhiteSpace(variable)
                    ? throw section.Bad("url", "it is missing.", "Add a line such as `url: https://dhis2.example.org`, or set DHIS2_URL.")
                    : SettingsSection.ParseAddress(variable)
                        ?? throw new UserFacingException($"DHIS2_URL is '{variable}', which is no address.", SettingsSection.AddressRemedy)
            );
        if (address.AbsolutePath.EndsWith("/api", StringComparison.Ordinal))
        {
            throw new UserFacingException(
                $"The address of DHIS2 is '{address}': it ends in /api, which is added to it.",
                "Write the address of the site, such as https://dhis2.example.org, into dhis2.url or DHIS2_URL."
            );
        }

        var schedule = section.Text("schedule") ?? UsualSchedule;
        if (!CronExpression.TryParse(schedule, out _))
        {
            throw section.Bad("schedule", $"'{schedule}' is no cron expression of Quartz.", $"Write one such as \"{UsualSchedule}\".");
        }

        var settings = Dhis2Settings.Read(section);
#pragma warning disable CA2000 // The connector disposes it.
        return new Dhis2Connector(tools, new Dhis2Client(tools, address, Credentials(tools)), settings, schedule);
#pragma warning restore CA2000
    }

    public Task<IReadOnlyList<CheckLine>> CheckAsync(SourceScope scope, CancellationToken cancellationToken) =>
        new Dhis2Checks(Client, Settings, scope).RunAsync(cancellationToken);

    public async Task<IReadOnlyList<SourcePart>> PlanAsync(
        SourceScope scope,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        RequirePeriods(scope);
        _info = await Client.InfoAsync(cancellationToken);
        _info.RequireIsoCalendar();
        var units = await UnitReader.ListAsync(Client, Settings, cancellationToken);
        _areUnitsStored = false;
        var scopeOfValues = Sha256(
            string.Join(
                '\n',
                [
                    _settings,
                    .. units.Select(unit => unit.Uid),
                    .. Settings.Places.Select(said => $"{said.Key} {said.Value}").Order(StringComparer.Ordinal),
                ]
            )
        );
        var years = YearParts(scope, scopeOfValues).ToList();
        var changed = await ChangedAsync(years, stored, cancellationToken);
        return
        [
            new SourcePart(UnitsPart, scope.First, scope.First, Sha256($"{_settings}\n{UnitsPart}")),
            .. years.Where(year => IsDue(year, stored.GetValueOrDefault(year.Key), changed, scope)),
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
        if (part.Key == UnitsPart)
        {
            return new FetchedPart($"units {await UnitReader.FetchAsync(Client, Settings, folder, cancellationToken)}", IsFinal: false);
        }

        var labels = await UnitStore.LabelsAsync(_tools.Database, cancellationToken);
        if (labels.Count == 0)
        {
            throw new UserFacingException(
                $"{Name} {part.Key}: the organisation units are not stored yet.",
                "See why the part 'units' failed; the next run goes on from there."
            );
        }

        // Asked before the values: what changes in between is asked for again by the next run.
        var info = _info ?? await Client.InfoAsync(cancellationToken);
        var version = Settings.IsRaw ? info.ServerDate ?? "" : info.Analytics;
        var answer = await new ValueReader(Client, Settings).ReadAsync(
            Year(part),
            scope.Today,
            [.. labels.Keys],
            progress,
            cancellationToken
        );
        await answer.WriteAsync(folder.File(AnswerFile), cancellationToken);
        return new FetchedPart(version.Length > 0 ? version : "unknown", IsFinal: false);
    }

    public async Task<ImportReport> StoreAsync(
        SourcePart part,
        FetchedPart fetched,
        SourceScope scope,
        PartFolder folder,
        CancellationToken cancellationToken
    )
    {
        var storing = new Dhis2Storing(_tools.Database, _tools.Clock, Settings);
        if (part.Key != UnitsPart)
        {
            return await storing.StoreYearAsync(part, fetched, scope, folder, _areUnitsStored, cancellationToken);
        }

        var report = await storing.StoreUnitsAsync(part, fetched, folder, cancellationToken);
        _areUnitsStored = true;
        return report;
    }

    public void Dispose() => Client.Dispose();

    private static AuthenticationHeaderValue Credentials(SourceTools tools)
    {
        var (token, user, password) = (tools.Key("DHIS2_TOKEN"), tools.Variable("DHIS2_USERNAME"), tools.Key("DHIS2_PASSWORD"));
        if (token is not null)
        {
            return string.IsNullOrWhiteSpace(user) && password is null
                ? new AuthenticationHeaderValue("ApiToken", token.Trim())
                : throw new UserFacingException(
                    "DHIS2_TOKEN is set, and DHIS2_USERNAME or DHIS2_PASSWORD too.",
                    "Keep the token, or user and password."
                );
        }

        return !string.IsNullOrWhiteSpace(user) && password is not null
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Trim()}:{password}")))
            : throw new UserFacingException(
                "dhis2 is switched on, and no key for it is set.",
                "Set DHIS2_TOKEN (or DHIS2_TOKEN_FILE) to a personal access token of DHIS2, or DHIS2_USERNAME and DHIS2_PASSWORD."
            );
    }

    private void RequirePeriods(SourceScope scope)
    {
        if (scope.Type is { } held && held != Settings.Periods)
        {
            throw new UserFacingException(
                $"{Name}: the database holds {held.Plural()}, and the sources file asks DHIS2 for {Settings.Periods.Plural()}.",
                $"Write periods: {(held == PeriodType.Month ? "monthly" : "weekly")}, or use another database (DATABASE_URL)."
            );
        }
    }

    private IEnumerable<SourcePart> YearParts(SourceScope scope, string digest)
    {
        for (var year = scope.First.Year; year <= scope.Today.Year; year++)
        {
            if (AskedPeriod.Of(Settings, year, scope.Today) is { Count: > 0 } periods)
            {
                yield return new SourcePart(
                    year.ToString("0000", CultureInfo.InvariantCulture),
                    periods[0].Period.Start,
                    periods[^1].Period.End,
                    digest
                );
            }
        }
    }

    /// <summary>Of raw values DHIS2 says which were touched since a time; of analytics only when its tables were made.</summary>
    private async Task<IReadOnlyDictionary<int, DateTime>> ChangedAsync(
        IReadOnlyList<SourcePart> years,
        IReadOnlyDictionary<string, StoredPart> stored,
        CancellationToken cancellationToken
    )
    {
        DateTime[] read = [.. years.Select(year => ReadAt(stored.GetValueOrDefault(year.Key))).OfType<DateTime>()];
        return Settings.IsRaw && read.Length > 0
            ? await new ValueReader(Client, Settings).ChangedSinceAsync(read.Min().AddMinutes(-1), cancellationToken)
            : new Dictionary<int, DateTime>();
    }

    private bool IsDue(SourcePart year, StoredPart? stored, IReadOnlyDictionary<int, DateTime> changed, SourceScope scope)
    {
        if (stored is null || stored.Part.Scope != year.Scope || stored.Part.Last < year.Last)
        {
            return true;
        }

        var isOld = _tools.Clock.GetUtcNow() - stored.StoredAt >= TimeSpan.FromDays(Settings.Reread);
        if (Settings.IsRaw)
        {
            // The server's clock may show another time zone than the times of its values: a day more is read once more.
            return isOld || (changed.TryGetValue(Year(year), out var at) && !(at < ReadAt(stored)?.AddDays(-1)));
        }

        var isOther = _info!.Analytics.Length == 0 || stored.Version != _info.Analytics;
        return isOther && (isOld || year.Last >= scope.Today.AddMonths(-Settings.Window));
    }

    /// <summary>When raw values were read, by the clock of the server.</summary>
    private static DateTime? ReadAt(StoredPart? stored) =>
        DateTime.TryParse(stored?.Version, CultureInfo.InvariantCulture, out var at) ? at : null;

    public static int Year(SourcePart part) => int.Parse(part.Key, CultureInfo.InvariantCulture);

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
