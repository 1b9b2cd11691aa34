using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Sources.Dhis2;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>
/// One number that is published for each place and period, as the values of one data element. Another number is one more entry in
/// <see cref="All"/>: it is then prepared, compared, sent and cleared like these.
/// </summary>
/// <param name="Suffix">What its code ends in; it stays for ever.</param>
/// <param name="Name">Of the data element, in a few words.</param>
/// <param name="Value">Of a forecast; null where there is none.</param>
internal sealed record PublishedElement(string Suffix, string Name, Func<HorizonForecast, double?> Value)
{
    /// <summary>Everything that is published: five quantiles of the cases.</summary>
    public static IReadOnlyList<PublishedElement> All { get; } = [.. new[] { .1, .25, .5, .75, .9 }.Select(Quantile)];

    /// <summary>The code under which DHIS2 has it.</summary>
    public string CodeOf(PublishSettings settings) => $"{settings.Code}_{Suffix}";

    /// <summary>As DHIS2 keeps it: at most four decimals, with a point.</summary>
    public static string Written(double value) => Math.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The UID of an object to be made: always the same for a code, so that making it twice makes it once.</summary>
    public static string UidOf(string code)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        const int alphabet = 52;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"malaria-predictor {code}"));
        return string.Create(
            11,
            digest,
            (uid, bytes) =>
            {
                for (var i = 0; i < uid.Length; i++)
                {
                    // It begins with a letter.
                    uid[i] = letters[bytes[i] % (i == 0 ? alphabet : letters.Length)];
                }
            }
        );
    }

    private static PublishedElement Quantile(double level) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"CASES_Q{100 * level:00}"),
            string.Create(CultureInfo.InvariantCulture, $"Malaria cases forecast, {100 * level:0} % quantile"),
            forecast => forecast.Quantiles.At(level)
        );
}
