using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>What is asked of a DHIS2: read from the sources file, valid by construction. Holds no keys.</summary>
/// <param name="Level">The level of the organisation units that are forecast, 1 at the top.</param>
/// <param name="Root">The unit below which they lie; null: all.</param>
/// <param name="Periods">Months or weeks.</param>
/// <param name="SundayWeeks">Weeks from Sunday to Saturday; each is read as the ISO week that shares six of its days.</param>
/// <param name="Items">What is asked for, by variable.</param>
/// <param name="Raw">The data sets to read raw values from; empty: from the analytics tables.</param>
/// <param name="Window">So many months are read again in each run.</param>
/// <param name="Reread">Older years are read again after so many days.</param>
/// <param name="AcceptWithdrawals">Whether an answer may lack most of what it held before.</param>
/// <param name="Places">What the sources file says of units, by UID: a place's name, <c>new</c>, <c>keep</c> or <c>withdraw</c>.</param>
/// <param name="Publish">What is written to DHIS2; null: nothing.</param>
internal sealed partial record Dhis2Settings(
    int Level,
    string? Root,
    PeriodType Periods,
    bool SundayWeeks,
    IReadOnlyList<Dhis2Item> Items,
    IReadOnlyList<string> Raw,
    int Window,
    int Reread,
    bool AcceptWithdrawals,
    IReadOnlyDictionary<string, string> Places,
    PublishSettings? Publish
)
{
    public const string Tests = "tests";
    public const string ReportingRate = "reporting_rate";

    /// <summary>Words of the section <c>places</c> that name no place.</summary>
    public const string New = "new";
    public const string Keep = "keep";
    public const string Withdraw = "withdraw";

    private const int DeepestLevel = 12;

    public bool IsRaw => Raw.Count > 0;

    /// <summary>Everything that a stored value depends on beside its period and unit.</summary>
    public string Digested =>
        string.Join(
            '\n',
            [
                $"{Level} {Root} {Periods} {SundayWeeks}",
                string.Join(',', Raw),
                .. Items.Select(item => $"{item.Variable} {string.Join('+', item.Parts)} {item.MissingIsZero}"),
            ]
        );

    /// <exception cref="UserFacingException">A value is missing or wrong: file, line, key and remedy.</exception>
    public static Dhis2Settings Read(SettingsSection section)
    {
        var via = section.Choice("via", "analytics", "analytics", "dataValueSets");
        var raw = section.List("data_sets").Select(uid => Uid(section, "data_sets", uid)).ToList();
        if ((via == "dataValueSets") != raw.Count > 0)
        {
            throw section.Bad(
                "data_sets",
                via == "analytics"
                    ? "data sets are read with `via: dataValueSets` only."
                    : "via: dataValueSets reads the values of data sets.",
                via == "analytics" ? "Delete the key, or write via: dataValueSets." : "Add a line such as `data_sets: [pBOMPrpg1QX]`."
            );
        }

        var periods = section.Choice("periods", "monthly", "monthly", "weekly", "weekly-sunday");
        return new Dhis2Settings(
            section.Required("level", "2").Length > 0 ? section.Whole("level", 0, 1, DeepestLevel) : 0,
            section.Text("root") is { } root ? Uid(section, "root", root) : null,
            periods == "monthly" ? PeriodType.Month : PeriodType.Week,
            periods == "weekly-sunday",
            ReadItems(section, raw.Count > 0),
            raw,
            section.Whole("window", 24, 1, 120),
            section.Whole("reread_days", 30, 1, 3650),
            section.Choice("withdrawals", "few", "few", "all") == "all",
            ReadPlaces(section),
            section.Section("publish") is { } publish ? PublishSettings.Read(publish) : null
        );
    }

    private static List<Dhis2Item> ReadItems(SettingsSection section, bool raw)
    {
        var items = new List<Dhis2Item>();
        if (section.Section("cases") is { } cases)
        {
            var zero = cases.Choice("missing_parts", "missing", "missing", "zero") == "zero";
            Add(cases, "total", Variables.Cases, zero, yearly: false);
            Add(cases, "falciparum", Variables.FalciparumCases, zero, yearly: false);
            Add(cases, "vivax", Variables.VivaxCases, zero, yearly: false);
            var species = items.Count(item => item.Variable != Variables.Cases);
            if (species == 1 || items.Count == 0)
            {
                throw section.Bad(
                    "cases",
                    items.Count == 0 ? "it names no data element." : "it names one species alone, which says nothing of the other.",
                    "Write `total: UID`, or both `falciparum: UID` and `vivax: UID`."
                );
            }
        }
        else
        {
            throw section.Bad("cases", "it is missing.", "Add `cases:` and below it `total: UID` with the UID of the data element.");
        }

        Add(section, Tests, Tests, zero: false, yearly: false);
        Add(section, Variables.Population, Variables.Population, zero: false, yearly: true);
        if (section.Text(ReportingRate) is { } rate)
        {
            var set = Uid(section, ReportingRate, rate);
            items.Add(
                raw
                    ? throw section.Bad(ReportingRate, "raw values hold no reporting rates.", "Delete this line, or read via: analytics.")
                    : new Dhis2Item(ReportingRate, [$"{set}.REPORTING_RATE"], MissingIsZero: false, Yearly: false)
            );
        }

        return items;

        void Add(SettingsSection from, string key, string variable, bool zero, bool yearly)
        {
            if (from.Has(key))
            {
                items.Add(new Dhis2Item(variable, [.. from.List(key).Select(part => Element(from, key, part))], zero, yearly));
            }
        }
    }

    private static Dictionary<string, string> ReadPlaces(SettingsSection section)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        if (section.Section("places") is { } part)
        {
            foreach (var key in part.Keys)
            {
                places[Uid(part, key, key)] = part.Required(key, "Abim");
            }
        }

        var twice = places
            .GroupBy(pair => pair.Value)
            .FirstOrDefault(same => same.Count() > 1 && same.Key is not (New or Keep or Withdraw));
        return twice is null
            ? places
            : throw section.Bad("places", $"'{twice.Key}' is named for {twice.Count()} units.", "One place is one unit: keep one of them.");
    }

    /// <summary>A UID, or one of a data element and one of a category option combination.</summary>
    private static string Element(SettingsSection section, string key, string text) =>
        ElementForm().IsMatch(text)
            ? text
            : throw section.Bad(
                key,
                $"'{text}' is neither a UID nor UID.UID.",
                "Write the data element's UID, 11 letters and digits, and behind a point that of a category option combination."
            );

    private static string Uid(SettingsSection section, string key, string text) =>
        UidForm().IsMatch(text)
            ? text
            : throw section.Bad(key, $"'{text}' is no UID.", "A UID is 11 letters and digits that begin with a letter: ImspTQPwCqd.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex UidForm();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{10}(?:\.[A-Za-z][A-Za-z0-9]{10})?$", RegexOptions.CultureInvariant)]
    private static partial Regex ElementForm();
}

/// <summary>What is asked for one variable.</summary>
/// <param name="Variable">As it is stored.</param>
/// <param name="Parts">Data elements, operands or indicators, whose sum it is.</param>
/// <param name="MissingIsZero">Whether a part without a value counts as 0 where another part has one.</param>
/// <param name="Yearly">One value a year, which holds for each of its periods.</param>
internal sealed record Dhis2Item(string Variable, IReadOnlyList<string> Parts, bool MissingIsZero, bool Yearly);

/// <summary>What is written to DHIS2.</summary>
/// <param name="ByItself">Whether it is written after each refresh of the forecasts, or by the command alone.</param>
/// <param name="Code">What the codes of the data elements begin with.</param>
internal sealed partial record PublishSettings(bool ByItself, string Code)
{
    public const string UsualCode = "MALARIA_PREDICTOR";

    public static PublishSettings Read(SettingsSection section)
    {
        var code = section.Text("code") ?? UsualCode;
        return CodeForm().IsMatch(code)
            ? new PublishSettings(section.Switch("automatic", otherwise: false), code)
            : throw section.Bad("code", $"'{code}' cannot begin a code.", "Write up to 30 capitals, digits and underscores.");
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,29}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
