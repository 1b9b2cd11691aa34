using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>What is wanted of ERA5, from the sources file and the variables. Valid by construction.</summary>
/// <param name="Address">Of the Climate Data Store's API, without a slash at its end.</param>
/// <param name="Key">The personal access token.</param>
/// <param name="IsLand">ERA5-Land (0.1°, land only) or ERA5 (0.25°).</param>
/// <param name="Stores">Our variables.</param>
/// <param name="Schedule">Quartz cron expression, UTC.</param>
internal sealed record Era5Settings(Uri Address, string Key, bool IsLand, IReadOnlyList<string> Stores, string Schedule)
{
    public const string Source = "era5";
    public const string KeyVariable = "ERA5_API_KEY";
    public const string AddressVariable = "ERA5_API_URL";
    public const string Usual = "https://cds.climate.copernicus.eu/api";
    public const string WhenOff =
        "Set ERA5_API_KEY to a token of the Climate Data Store, which https://cds.climate.copernicus.eu/profile shows (docs/sources.md).";

    public const string Example = """
        # era5:
        #   dataset: era5-land               # 0.1 degrees, land only; or era5: 0.25 degrees
        #   variables: [temperature, rainfall]  # humidity can be added
        #   schedule: "0 40 4 * * ?"          # seconds minutes hours day month weekday, in UTC
        #   # The token is in ERA5_API_KEY or ERA5_API_KEY_FILE, which alone switch this source on.

        """;

    private const string Land = "era5-land";
    private const string Temperature = "temperature";
    private const string Rain = "rainfall";
    private const string Humidity = "humidity";

    // After the store's own daily update.
    private const string Daily = "0 40 4 * * ?";

    private static readonly string[] Names = [Temperature, Rain, Humidity];
    private static readonly string[] Usually = [Temperature, Rain];

    /// <summary>Degrees; the centers of cells are multiples of it.</summary>
    public double Cell => IsLand ? 0.1 : 0.25;

    public bool StoresRain => Stores.Contains(Variables.Rainfall);

    /// <summary>What the store calls the variables of which each hour holds a state of the air; empty where none is wanted.</summary>
    public IReadOnlyList<string> States =>
        [
            .. Stores.Contains(Variables.MeanTemperature) || Stores.Contains(GridMeasure.RelativeHumidity)
                ? (string[])["2m_temperature"]
                : [],
            .. Stores.Contains(GridMeasure.RelativeHumidity) ? (string[])["2m_dewpoint_temperature"] : [],
        ];

    /// <summary>Null where neither the section nor the key is there.</summary>
    /// <exception cref="UserFacingException">Something is missing or wrong: where, and the remedy.</exception>
    public static Era5Settings? Read(SettingsSection? section, SourceTools tools)
    {
        section?.RefuseSecrets(KeyVariable, "key", "token", "api_key");
        var key = tools.Key(KeyVariable)?.Trim();
        // Before anything is asked: an address that leads nowhere is refused even where nothing is fetched yet.
        var address = tools.Address(section, AddressVariable, Usual, Outdated);
        if (section is null && key is null)
        {
            return null;
        }

        if (key is null)
        {
            throw new UserFacingException("The sources file has a section era5, and ERA5_API_KEY is not set.", WhenOff);
        }

        if (key.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')))
        {
            throw new UserFacingException(
                $"{KeyVariable} is no personal access token: it holds {(key.Contains(':') ? "a colon" : "blanks or signs")}.",
                "Keys of the old store (number:key) ended in 2024. Copy the token from https://cds.climate.copernicus.eu/profile"
            );
        }

        return new Era5Settings(
            address,
            key,
            (section?.Choice("dataset", Land, Land, Source) ?? Land) == Land,
            Wanted(section),
            section?.Schedule("schedule", Daily) ?? Daily
        );
    }

    private static string? Outdated(Uri address) =>
        address.AbsolutePath.Contains("/api/v2", StringComparison.OrdinalIgnoreCase) ? "the store's API v2 was switched off in 2024."
        : address.Host.EndsWith("ecmwf.int", StringComparison.OrdinalIgnoreCase) ? "the web API of ECMWF does not give ERA5-Land."
        : address.Host.EndsWith("copernicus.eu", StringComparison.OrdinalIgnoreCase) && address.AbsolutePath is "" or "/"
            ? "that is the store's web site and not its API."
        : null;

    private static IReadOnlyList<string> Wanted(SettingsSection? section)
    {
        var names = section?.Choices("variables", Usually, Names) ?? Usually;
        return
        [
            .. Names
                .Where(names.Contains)
                .Select(name =>
                    name switch
                    {
                        Temperature => Variables.MeanTemperature,
                        Rain => Variables.Rainfall,
                        _ => GridMeasure.RelativeHumidity,
                    }
                ),
        ];
    }
}
