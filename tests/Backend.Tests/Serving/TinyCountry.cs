using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>
/// A country small enough to boot with every test class: five districts on a row, five years of months with a season, and one
/// district that has hardly reported. The values follow from a seed.
/// </summary>
internal static class TinyCountry
{
    public static readonly string[] Districts = ["Akoro", "Bela/North", "Côte d'Or", "Dunga", "Eno, East"];

    /// <summary>Reports two months in all: too few for any forecast.</summary>
    public const string Silent = "Quiet";

    public const int Months = 60;

    public static string Observations(int months = Months, bool simulated = true, int seed = 7, int factor = 1, int? reported = null)
    {
        var random = new Random(seed);
        var text = new StringBuilder($"time_period,location,disease_cases,population,rainfall{(simulated ? ",simulated" : "")}\n");
        foreach (var (index, district) in Districts.Append(Silent).Index())
        {
            // Fewer months are the first of them: the noise of a month does not depend on how many follow.
            double[] noise = [.. Enumerable.Range(0, Math.Max(months, Months)).Select(_ => random.NextDouble())];
            for (var month = 0; month < months; month++)
            {
                var season = 1 + (.6 * Math.Sin((month + index) * Math.PI / 6));
                var cases = Math.Round((index + 1) * 100 * season * (.8 + (.4 * noise[month]))) * factor;
                var told = (district != Silent || month is 3 or 9) && month < (reported ?? months);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{2019 + (month / 12)}-{(month % 12) + 1:00},\"{district}\",{(told ? cases : "")},{10_000 * (index + 1)}"
                        + $",{100 * season:0.0}{(simulated ? ",1" : "")}\n"
                );
            }
        }

        return text.ToString();
    }

    public static string Boundaries() =>
        $$"""
            {"type":"FeatureCollection","features":[{{string.Join(
                ',',
                Districts.Append(Silent).Index().Select(pair => Feature(pair.Item, pair.Index))
            )}}]}
            """;

    private static string Feature(string name, int x) =>
        $$$"""{"type":"Feature","properties":{"location":"{{{name}}}"},"geometry":{"type":"Polygon","coordinates":[[{{{Square(x)}}}]]}}""";

    private static string Square(int x) => $"[{x},0],[{x + 1},0],[{x + 1},1],[{x},1],[{x},0]";
}
