using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>One request to the Climate Data Store. What it asks for is the product of its lists.</summary>
/// <param name="Dataset">As the store names it.</param>
/// <param name="Variables">As the store names them.</param>
/// <param name="Year">Of the days.</param>
/// <param name="Months">1…12.</param>
/// <param name="Days">Of the month; empty for monthly means.</param>
/// <param name="Hours">Of the day, UTC.</param>
/// <param name="Area">Centers of the outermost cells.</param>
internal sealed record CdsRequest(
    string Dataset,
    IReadOnlyList<string> Variables,
    int Year,
    IReadOnlyList<int> Months,
    IReadOnlyList<int> Days,
    IReadOnlyList<int> Hours,
    AreaBox Area
)
{
    public const string Land = "reanalysis-era5-land";
    public const string Single = "reanalysis-era5-single-levels";
    private const string Means = "-monthly-means";
    private const int NameLetters = 12;

    /// <summary>The keys and values that the store expects under <c>inputs</c>.</summary>
    public JsonObject Inputs
    {
        get
        {
            var inputs = new JsonObject { ["variable"] = Texts(Variables) };
            if (Dataset != Land)
            {
                inputs["product_type"] = Texts([IsMeans ? "monthly_averaged_reanalysis" : "reanalysis"]);
            }

            // The form of the hourly ERA5-Land takes one year and one month, the others take lists.
            var (year, months) = ($"{Year:0000}", Months.Select(Two).ToList());
            inputs["year"] = Dataset == Land ? year : Texts([year]);
            inputs["month"] = Dataset == Land ? months[0] : Texts(months);
            if (Days.Count > 0)
            {
                inputs["day"] = Texts(Days.Select(Two));
            }

            inputs["time"] = Texts(Hours.Select(hour => $"{Two(hour)}:00"));
            inputs["data_format"] = "netcdf";
            inputs["download_format"] = "unarchived";
            inputs["area"] = new JsonArray(Area.North, Area.West, Area.South, Area.East);
            return inputs;
        }
    }

    /// <summary>Of its file: the same for the same request.</summary>
    public string Name
    {
        get
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Inputs)))[..NameLetters];
            string[] months = Months.Count > 1 ? [Two(Months[0]), Two(Months[^1])] : [.. Months.Select(Two)];
            return $"era5-{Year:0000}-{string.Join('-', months)}-{digest}";
        }
    }

    /// <summary>For messages.</summary>
    public string Shown => string.Create(CultureInfo.InvariantCulture, $"{Dataset} {Year:0000}-{string.Join(',', Months.Select(Two))}");

    private bool IsMeans => Dataset.EndsWith(Means, StringComparison.Ordinal);

    public static string MeansOf(bool isLand) => (isLand ? Land : Single) + Means;

    public static string HoursOf(bool isLand) => isLand ? Land : Single;

    /// <summary>The hours of days, one request for each month in which they lie.</summary>
    public static IEnumerable<CdsRequest> Hourly(
        string dataset,
        IReadOnlyList<string> variables,
        DateOnly first,
        DateOnly last,
        IReadOnlyList<int> hours,
        AreaBox area
    ) =>
        Enumerable
            .Range(0, last.DayNumber - first.DayNumber + 1)
            .Select(first.AddDays)
            .GroupBy(day => (day.Year, day.Month))
            .Select(month => new CdsRequest(
                dataset,
                variables,
                month.Key.Year,
                [month.Key.Month],
                [.. month.Select(day => day.Day)],
                hours,
                area
            ));

    /// <summary>The same in two requests: of the variables, the months or the days; empty where it cannot be made smaller.</summary>
    public IReadOnlyList<CdsRequest> Halves() =>
        Months.Count > 1 ? [this with { Months = Front(Months) }, this with { Months = Back(Months) }]
        : Days.Count > 1 ? [this with { Days = Front(Days) }, this with { Days = Back(Days) }]
        : [];

    private static int[] Front(IReadOnlyList<int> all) => [.. all.Take(all.Count / 2)];

    private static int[] Back(IReadOnlyList<int> all) => [.. all.Skip(all.Count / 2)];

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
