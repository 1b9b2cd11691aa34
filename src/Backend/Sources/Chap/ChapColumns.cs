using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>The names of CHAP's columns, and what people call them.</summary>
internal static class ChapColumns
{
    public const string Period = "time_period";
    public const string Location = "location";

    /// <summary>Says that a row's values are simulated. Not a covariate: a label that travels with the data.</summary>
    public const string Simulated = "simulated";

    /// <summary>The group a location is part of. Not a covariate: it makes the hierarchy.</summary>
    public const string Parent = "parent";

    /// <summary>Without these there is nothing to forecast.</summary>
    public static readonly string[] Required = [Period, Location, Variables.Cases];

    /// <summary>Without these there is no telling what to forecast.</summary>
    public static readonly string[] RequiredAhead = [Period, Location];

    /// <summary>Every name with a meaning of its own.</summary>
    public static readonly string[] Known =
    [
        Variables.FalciparumCases,
        Variables.VivaxCases,
        Period,
        Location,
        Variables.Cases,
        Variables.Population,
        Variables.Rainfall,
        Variables.MeanTemperature,
        Simulated,
        Parent,
    ];

    private static readonly Dictionary<string, string[]> AlsoCalled = new(StringComparer.Ordinal)
    {
        [Period] =
        [
            "period",
            "time",
            "month",
            "week",
            "date",
            "epiweek",
            "periodid",
            "periodname",
            "periodcode",
            "mois",
            "mes",
            "semaine",
            "semana",
            "periode",
            "periodo",
        ],
        [Location] =
        [
            "district",
            "region",
            "orgunit",
            "organisationunit",
            "facility",
            "area",
            "place",
            "zone",
            "locationname",
            "site",
            "districtname",
            "organisationunitname",
            "orgunitname",
            "healthzone",
            "healthdistrict",
            "facilityname",
            "healthfacility",
            "woreda",
            "county",
            "commune",
            "distrito",
            "municipio",
            "departement",
            "department",
            "province",
            "provincia",
            "state",
            "adm2",
            "admin2",
            "adm2name",
            "adm1",
            "admin1",
            "adm1name",
        ],
        [Variables.Cases] =
        [
            "cases",
            "malariacases",
            "confirmed",
            "confirmedcases",
            "malaria",
            "casecount",
            "malariaconfirmed",
            "casesconfirmed",
            "casconfirmes",
            "nombredecas",
            "casosconfirmados",
            "numberofcases",
            "paludisme",
            "confirmedmalaria",
            "cas",
            "casos",
        ],
    };

    /// <summary>A column of the file that is probably meant to be the one that is missing.</summary>
    public static string? Meant(string missing, IReadOnlyList<string> names) =>
        // The usual names stand in order: of a district and its province, the district is the place.
        AlsoCalled[missing].Select(called => names.FirstOrDefault(name => Plain(name) == called)).FirstOrDefault(name => name is not null)
        ?? NearNames.Nearest(missing, names.Where(name => name.Length > 0 && !Known.Contains(name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Whether a name is a usual one of a column.</summary>
    public static bool MayMean(string column, string name) => AlsoCalled[column].Contains(Plain(name), StringComparer.Ordinal);

    /// <summary>The letters and digits of a name without their accents, in lower case.</summary>
    public static string Plain(string name) => string.Concat(NearNames.Bare(name).Where(char.IsAsciiLetterOrDigit));

    /// <summary>The words of a name without their accents, in lower case, with one space between them.</summary>
    public static string Spaced(string name) =>
        string.Join(' ', name.Split(' ', '.', '-', '_').Select(Plain).Where(word => word.Length > 0));

    /// <summary>Index columns of spreadsheets and data frames have no name, or one that says so.</summary>
    public static bool IsUnnamed(string name) => name.Length == 0 || name.StartsWith("Unnamed:", StringComparison.OrdinalIgnoreCase);
}
