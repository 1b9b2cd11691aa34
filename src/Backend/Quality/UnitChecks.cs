using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>
/// Finds weather of another unit, and values that no weather has. What comes from files of cases is checked at import already, mean
/// temperature above all; this checks whatever is stored, from whichever source, and the covariates that have no rule there.
/// </summary>
internal static class UnitChecks
{
    /// <summary>No malaria without rain: a country whose wettest month has less, mm, has it in meters.</summary>
    private const double WettestMonth = 3;

    private const double WettestWeek = 1;

    /// <summary>A year's highest value that so many times is still below what is usual is of another unit: a meter has 1000 mm.</summary>
    private const double Fewer = 200;

    /// <summary>A year says something of its unit with so many values.</summary>
    private const int LeastValues = 6;

    public static IEnumerable<QualityFlag> Of(Panel panel)
    {
        foreach (var variable in panel.Variables)
        {
            var flags =
                IsTemperature(variable) ? Temperature(panel, variable)
                : IsRain(variable) ? Rain(panel, variable)
                : variable.Contains("humidity", StringComparison.OrdinalIgnoreCase)
                    ? Bounded(panel, variable, 0, 101, 1.5, "percent", "a share from 0 to 1")
                : variable.Contains("ndvi", StringComparison.OrdinalIgnoreCase)
                    ? Bounded(panel, variable, -1, 1, 0, "an index from -1 to 1", "an index scaled by 10,000")
                : variable == ReportingRates.Variable ? Bounded(panel, variable, 0, 100.5, 0, "a share or percent", "")
                : [];
            foreach (var flag in flags)
            {
                yield return flag;
            }
        }
    }

    private static bool IsTemperature(string variable) => variable.Contains("temperature", StringComparison.OrdinalIgnoreCase);

    private static bool IsRain(string variable) =>
        variable.Contains("rain", StringComparison.OrdinalIgnoreCase) || variable.Contains("precip", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<QualityFlag> Temperature(Panel panel, string variable) =>
        Values(panel, variable)
            .Where(one => one.Value is > 60 or < -60)
            .GroupBy(one =>
                (
                    one.Location,
                    Unit: one.Value is > 200 and < 340 ? "kelvin"
                    : one.Value is > 60 and < 140 ? "degrees Fahrenheit"
                    : ""
                )
            )
            .SelectMany(group =>
                group.Key.Unit.Length == 0
                    ? group.Select(one => Impossible(panel, one, variable, "degrees Celsius"))
                    :
                    [
                        Unit(
                            panel,
                            group.Key.Location,
                            variable,
                            group.Min(one => one.Period),
                            group.Max(one => one.Period),
                            group.Count(),
                            $"degrees Celsius are expected; these look like {group.Key.Unit}"
                        ),
                    ]
            );

    private static IEnumerable<QualityFlag> Rain(Panel panel, string variable)
    {
        var month = panel.First.Type == PeriodType.Month;
        var years = Values(panel, variable)
            .GroupBy(one => (one.Location, panel.First.Plus(one.Period).Year))
            .Where(year => year.Count() >= LeastValues && year.Max(one => one.Value) > 0)
            .Select(year =>
                (
                    year.Key.Location,
                    From: year.Min(one => one.Period),
                    To: year.Max(one => one.Period),
                    Most: year.Max(one => one.Value),
                    Count: year.Count()
                )
            )
            .ToList();
        if (years.Count > 0 && years.Max(year => year.Most) < (month ? WettestMonth : WettestWeek))
        {
            yield return Unit(
                panel,
                null,
                variable,
                years.Min(year => year.From),
                years.Max(year => year.To),
                years.Sum(year => year.Count),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"mm are expected, and the highest of all is {years.Max(year => year.Most):0.###}: is it in meters?"
                )
            );
            yield break;
        }

        var usual = Median([.. years.Select(year => year.Most)]);
        foreach (var place in years.Where(year => year.Most * Fewer < usual).GroupBy(year => year.Location))
        {
            yield return Unit(
                panel,
                place.Key,
                variable,
                place.Min(year => year.From),
                place.Max(year => year.To),
                place.Sum(year => year.Count),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"mm are expected, and no year of these comes above {place.Max(year => year.Most):0.###}, where "
                        + $"{usual:0} is usual: is it in meters?"
                )
            );
        }

        foreach (var one in Values(panel, variable).Where(one => one.Value < 0 || one.Value > (month ? 3000 : 1500)))
        {
            yield return Impossible(panel, one, variable, "mm of rain");
        }
    }

    private static IEnumerable<QualityFlag> Bounded(
        Panel panel,
        string variable,
        double least,
        double most,
        double share,
        string expected,
        string other
    )
    {
        var values = Values(panel, variable).ToList();
        if (values.Count == 0)
        {
            yield break;
        }

        var (highest, outside) = (values.Max(one => one.Value), values.Where(one => one.Value < least || one.Value > most).ToList());
        if (highest <= share || (other.Length > 0 && outside.Count > values.Count / 2))
        {
            yield return Unit(
                panel,
                null,
                variable,
                values.Min(one => one.Period),
                values.Max(one => one.Period),
                values.Count,
                $"{expected} is expected; this looks like {other}"
            );
            yield break;
        }

        foreach (var one in outside)
        {
            yield return Impossible(panel, one, variable, expected);
        }
    }

    private static QualityFlag Unit(Panel panel, int? location, string variable, int from, int to, int values, string detail) =>
        new(
            location is { } row ? panel.Locations[row] : null,
            variable,
            FlagKind.Unit,
            panel.First.Plus(from),
            panel.First.Plus(to),
            null,
            $"{values} value{(values == 1 ? "" : "s")}: {detail}"
        );

    private static QualityFlag Impossible(Panel panel, (int Location, int Period, double Value) one, string variable, string expected) =>
        new(
            panel.Locations[one.Location],
            variable,
            FlagKind.Range,
            panel.First.Plus(one.Period),
            panel.First.Plus(one.Period),
            one.Value,
            $"not a possible value: {expected} is expected"
        );

    private static IEnumerable<(int Location, int Period, double Value)> Values(Panel panel, string variable)
    {
        for (var location = 0; location < panel.Locations.Count; location++)
        {
            for (var period = 0; period < panel.Count; period++)
            {
                if (panel.Series(location, variable)[period] is var value && !double.IsNaN(value))
                {
                    yield return (location, period, value);
                }
            }
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
