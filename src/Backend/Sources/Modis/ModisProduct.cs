using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>
/// One of our variables as a product of MODIS or VIIRS gives it: composites of 8 or 16 days on the sinusoidal grid, each pixel with a word
/// on its quality. Facts of the products: the user guides of MOD13, MOD11, VNP13 and VNP21.
/// </summary>
/// <param name="Name">As the services call it: <c>MOD13Q1</c>.</param>
/// <param name="Version">Of its collection, which AppEEARS wants named.</param>
/// <param name="Variable">Ours: <c>ndvi</c> or <c>lst_day</c>.</param>
/// <param name="Band">The values, as ORNL names them.</param>
/// <param name="QualityBand">The quality, as ORNL names it.</param>
/// <param name="Scale">A stored number times this is the value.</param>
/// <param name="Fill">The stored number of a pixel without a value.</param>
/// <param name="Lowest">The lowest stored number that is valid.</param>
/// <param name="Highest">The highest one.</param>
/// <param name="Days">How many days a composite is made from.</param>
/// <param name="Step">Days from one composite to the next.</param>
/// <param name="FirstDay">Day of the year of the first composite.</param>
/// <param name="Pixel">Edge of a pixel as it is called, km: 0.25, 0.5 or 1. The true one is 7 % shorter.</param>
/// <param name="Ended">What its satellite does, for a product that has come to its end.</param>
/// <param name="IsUsable">Whether a pixel of this quality counts.</param>
internal sealed record ModisProduct(
    string Name,
    string Version,
    string Variable,
    string Band,
    string QualityBand,
    double Scale,
    double Fill,
    double Lowest,
    double Highest,
    int Days,
    int Step,
    int FirstDay,
    double Pixel,
    string? Ended,
    Func<int, bool> IsUsable
)
{
    /// <summary>Normalized difference vegetation index: no unit, −0.2…1.</summary>
    public const string Ndvi = Variables.Ndvi;

    /// <summary>Land surface temperature by day, °C.</summary>
    public const string LstDay = Variables.LandSurfaceTemperature;

    private const double ZeroCelsius = 273.15;
    private const string Terra = "Terra's orbit drifts since 2022 and its mission ends in 2026";
    private const string Aqua = "Aqua's mission ends in 2026";

    public static IReadOnlyList<ModisProduct> All { get; } =
    [
        Vegetation("MOD13Q1", 1, Terra),
        Vegetation("MYD13Q1", 9, Aqua),
        new(
            "VNP13A1",
            "002",
            Ndvi,
            "500_m_16_days_NDVI",
            "500_m_16_days_pixel_reliability",
            0.0001,
            -15000,
            -10000,
            10000,
            16,
            8,
            1,
            0.5,
            null,
            // Excellent, good, acceptable, marginal; worse are cloud, shadow, snow, estimates and means of other years.
            quality => quality is >= 0 and <= 3
        ),
        // Bits 0-1: 0 good, 1 produced with doubts; bits 6-7: 3 is an error above 3 K.
        Temperature("MOD11A2", "061", "LST_Day_1km", Terra, quality => (quality & 3) <= 1 && (quality >> 6 & 3) < 3),
        Temperature("MYD11A2", "061", "LST_Day_1km", Aqua, quality => (quality & 3) <= 1 && (quality >> 6 & 3) < 3),
        // Bits 0-1: 0 best, 1 nominal, 2 cloud, 3 not produced.
        Temperature("VNP21A2", "002", "LST_Day_1KM", null, quality => (quality & 3) <= 1),
    ];

    /// <summary>As AppEEARS calls it.</summary>
    public string Versioned => $"{Name}.{Version}";

    /// <summary>AppEEARS puts an underscore before a layer that begins with a digit.</summary>
    public static string Layer(string band) => char.IsAsciiDigit(band[0]) ? $"_{band}" : band;

    /// <summary>The value in our unit; NaN where a pixel has none or its quality does not count.</summary>
    public double Value(double stored, double quality) =>
        stored == Fill || !(stored >= Lowest && stored <= Highest) || double.IsNaN(quality) || !IsUsable((int)quality)
            ? double.NaN
            : (stored * Scale) - (Variable == LstDay ? ZeroCelsius : 0);

    /// <summary>
    /// What is wrong with numbers that should be those the product stores; null where nothing is. Values that were scaled already, or are
    /// of another unit, would pass for others.
    /// </summary>
    public string? Complaint(ReadOnlySpan<double> stored)
    {
        var (numbers, outside) = (0, 0);
        foreach (var number in stored)
        {
            if (double.IsNaN(number) || number == Fill)
            {
                continue;
            }

            if (number != Math.Floor(number))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{number} is no number that {Name} stores: they are whole");
            }

            numbers++;
            outside += number < Lowest || number > Highest ? 1 : 0;
        }

        return 2 * outside > numbers
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{outside} of {numbers} numbers lie outside {Lowest} to {Highest}, which {Name} stores"
            )
            : null;
    }

    /// <summary>Whether a mean is one that a place of the Earth can have.</summary>
    public bool IsPossible(double mean) => Variable == LstDay ? mean is >= -70 and <= 80 : mean is >= -1 and <= 1;

    private static ModisProduct Vegetation(string name, int firstDay, string ended) =>
        new(
            name,
            "061",
            Ndvi,
            "250m_16_days_NDVI",
            "250m_16_days_pixel_reliability",
            0.0001,
            -3000,
            -2000,
            10000,
            16,
            16,
            firstDay,
            0.25,
            ended,
            // Good and marginal; 2 is snow, 3 cloud, -1 fill.
            quality => quality is 0 or 1
        );

    private static ModisProduct Temperature(string name, string version, string band, string? ended, Func<int, bool> usable) =>
        new(name, version, LstDay, band, "QC_Day", 0.02, 0, 7500, 65535, 8, 8, 1, 1, ended, usable);
}
