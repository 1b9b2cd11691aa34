using System.Text.RegularExpressions;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>What the usual names of columns mean, beside those that <see cref="ChapColumns"/> knows.</summary>
internal static partial class Names
{
    private static readonly Dictionary<string, string[]> Called = new(StringComparer.Ordinal)
    {
        [Variables.Population] = ["population", "pop", "totalpopulation", "populationtotal", "populationtotale", "poblacion", "populacao"],
        [Variables.Rainfall] =
        [
            "rainfall",
            "rain",
            "rainfallmm",
            "rainmm",
            "precipitation",
            "precipitationmm",
            "pluie",
            "pluiemm",
            "pluviometrie",
            "chuva",
            "precipitacao",
            "lluvia",
            "precipitacion",
        ],
        [Variables.MeanTemperature] =
        [
            "meantemperature",
            "temperature",
            "meantemp",
            "tmean",
            "avgtemp",
            "averagetemperature",
            "temperaturemoyenne",
            "temperaturamedia",
        ],
    };

    private static readonly string[] Years = ["year", "annee", "ano", "anno", "yr", "epiyear", "isoyear", "periodyear", "an"];
    private static readonly string[] Months = ["month", "mois", "mes", "monthnumber", "monthname", "mon", "monthno"];
    private static readonly string[] Weeks =
    [
        "week",
        "weeknumber",
        "semaine",
        "semana",
        "epiweek",
        "epidemiologicalweek",
        "isoweek",
        "weekno",
        "wk",
    ];

    private static readonly string[] Elements =
    [
        "dx",
        "dataelement",
        "data",
        "dataelementid",
        "dataelementname",
        "datauid",
        "dataid",
        "dataname",
        "indicator",
        "indicateur",
        "indicador",
        "variable",
    ];

    private static readonly string[] Values = ["value", "valeur", "valor", "total", "count"];
    private static readonly string[] Parasites = ["species", "parasite", "plasmodium", "pathogen", "parasitespecies", "organism", "espece"];
    private static readonly string[] Starts = ["startdate", "periodstart", "start", "datedebut", "weekstart", "monthstart"];
    private static readonly string[] Ends = ["enddate", "periodend", "end", "datefin", "weekend", "monthend"];

    /// <summary>Words of a count that is not one of confirmed cases.</summary>
    private static readonly string[] Others =
    [
        "suspect",
        "sospech",
        "suspeit",
        "test",
        "rdt",
        "tdr",
        "microscop",
        "death",
        "deces",
        "muert",
        "obit",
        "sever",
        "grave",
        "treat",
        "traite",
        "trat",
        "rate",
        "incid",
        "admission",
        "presum",
        "pregnan",
        "under",
        "over",
        "rain",
        "temp",
    ];

    private static readonly string[] OtherWords =
    [
        "rain",
        "pluie",
        "pluvio",
        "chuva",
        "lluvia",
        "precipit",
        "temperat",
        "population",
        "poblacion",
        "populacao",
        "death",
        "deces",
        "muerte",
        "obito",
        "suspect",
        "test",
        "incidence",
        "rate",
        "stock",
    ];

    private static readonly string[] Malaria = ["malaria", "paludism"];
    private static readonly string[] Confirmed = ["confirm", "positiv"];

    private static readonly string[] Totals =
    [
        "total",
        "totals",
        "grandtotal",
        "subtotal",
        "sum",
        "somme",
        "ensemble",
        "totalgeneral",
        "totalgeral",
        "annualtotal",
        "yeartotal",
        "totalannuel",
        "totalanual",
    ];

    /// <summary>What DHIS2 writes beside the names: identifiers, codes and descriptions.</summary>
    private static readonly string[] Labels =
    [
        "periodid",
        "periodcode",
        "perioddescription",
        "organisationunitid",
        "organisationunitcode",
        "organisationunitdescription",
        "orgunitid",
        "orgunitcode",
        "dataid",
        "datacode",
        "datadescription",
        "dataelementid",
    ];

    public static bool IsYear(string name) => Years.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsMonth(string name) => Months.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsWeek(string name) => Weeks.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsElement(string name) => Elements.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsValue(string name) => Values.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsParasite(string name) => Parasites.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsStart(string name) => Starts.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsEnd(string name) => Ends.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsLabel(string name) => Labels.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    /// <summary>Whether a name says that its row or column is the sum of the others.</summary>
    public static bool IsTotal(string name) => Totals.Contains(ChapColumns.Plain(name), StringComparer.Ordinal);

    public static bool IsPeriod(string name) =>
        ChapColumns.Plain(name) is "timeperiod" or "pe" || ChapColumns.MayMean(ChapColumns.Period, name);

    public static bool IsPlace(string name) =>
        ChapColumns.Plain(name) is "location" or "ou" || ChapColumns.MayMean(ChapColumns.Location, name) || Level().IsMatch(name.Trim());

    /// <summary>The variable that a name certainly means; null for any other name.</summary>
    public static string? Variable(string name)
    {
        var plain = ChapColumns.Plain(name);
        return ChapColumns.Known.FirstOrDefault(known => ChapColumns.Plain(known) == plain)
            ?? (ChapColumns.MayMean(Variables.Cases, name) ? Variables.Cases : null)
            ?? Called.FirstOrDefault(called => called.Value.Contains(plain, StringComparer.Ordinal)).Key;
    }

    /// <summary>How likely a data element's name means confirmed cases of malaria: 2 says so, 1 may, 0 does not.</summary>
    public static int MeansCases(string name)
    {
        var plain = ChapColumns.Plain(name);
        return ChapColumns.MayMean(Variables.Cases, name) || plain == "diseasecases" ? 3
            : Others.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? 0
            : !Malaria.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? 0
            : Confirmed.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? 2
            : 1;
    }

    /// <summary>Whether a title speaks of something that is not a count of cases.</summary>
    public static bool SpeaksOfOther(string title) =>
        ChapColumns.Spaced(title).Split(' ').Any(word => OtherWords.Any(other => word.StartsWith(other, StringComparison.Ordinal)));

    /// <summary>Whether a name is that of a health facility or area by its first or last word.</summary>
    public static bool IsFacility(string name) => Facility().IsMatch(ChapColumns.Spaced(name));

    /// <summary>
    /// The column of cases of the parasite that a text names: P. falciparum (mixed infections included), P. vivax, or null.
    /// </summary>
    public static string? Parasite(string text) =>
        ChapColumns.Plain(text) switch
        {
            "pf" or "falciparum" or "pfalciparum" or "plasmodiumfalciparum" or "fal" or "falc" => Variables.FalciparumCases,
            "mixed" or "mix" or "mixte" or "mixta" or "mista" or "pfpv" or "pfmixed" or "falciparummixed" or "mixedinfection" =>
                Variables.FalciparumCases,
            "pv" or "vivax" or "pvivax" or "plasmodiumvivax" or "viv" => Variables.VivaxCases,
            _ => null,
        };

    [GeneratedRegex("^org(?:anisation)?unitlevel ?[0-9]+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Level();

    [GeneratedRegex(
        "^(?:hc|hf|phc|chc|cs|csi|csps|fs|us|hp|hcii|hciii|hciv|cma|hd|center|center|centro|health|clinic|clinique|clinica|"
            + "hospital|hopital|"
            + "poste|posto|puesto|dispensary|dispensaire|facility|district|distrito|commune|woreda|zone)\\b.+"
            + "|.+\\b(?:hc|hf|phc|chc|hp|hcii|hciii|hciv|clinic|hospital|dispensary|health (?:center|center|post)|district|woreda|county)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Facility();
}
