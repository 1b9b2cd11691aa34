using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>
/// Countries made by chance from fixed seeds, with what real ones do to forecasts: few cases for many years, districts that report only
/// zeros, holes of years, levels that jump, single outbreaks, steady declines.
/// </summary>
internal static class SimulatedCountry
{
    public static IReadOnlyList<(string Name, Panel Panel)> All { get; } =
    [
        ("simulated, few cases for ten years", Of(11, 30, 120, place => .3 + (place % 6 * .5))),
        ("simulated, few cases for ten years (another)", Of(12, 30, 120, place => .2 + (place % 5 * .7))),
        ("simulated, four of five districts report only zeros", Of(13, 40, 96, place => place % 5 == 0 ? 60 : 0)),
        ("simulated, two of three districts report only zeros", Of(14, 30, 84, place => place % 3 == 0 ? 8 : 0)),
        ("simulated, a hole of four years", Of(15, 12, 150, _ => 40, (_, t, value) => t is >= 70 and < 118 ? double.NaN : value)),
        ("simulated, a hole of two years", Of(16, 12, 110, _ => 15, (_, t, value) => t is >= 60 and < 84 ? double.NaN : value)),
        ("simulated, levels jump", Of(17, 15, 84, _ => 100, change: (place, t) => t >= 50 + (2 * place) ? -1.2 : 0)),
        ("simulated, levels jump (another)", Of(18, 15, 72, _ => 30, change: (place, t) => t >= 40 + (2 * place) ? 1 : 0)),
        ("simulated, a record outbreak", Of(19, 10, 96, _ => 50, change: (place, t) => t is >= 70 and < 80 ? 2 : 0)),
        ("simulated, a steady decline", Of(20, 20, 96, _ => 80, change: (_, t) => -t / 24.0)),
    ];

    private static Panel Of(
        int seed,
        int places,
        int months,
        Func<int, double> level,
        Func<int, int, double, double>? report = null,
        Func<int, int, double>? change = null
    )
    {
        var random = new Random(seed);
        var cases = new double[places * months];
        var shocks = new double[months];
        for (var t = 1; t < months; t++)
        {
            shocks[t] = (.7 * shocks[t - 1]) + (.3 * Normal(random));
        }

        for (var i = 0; i < places; i++)
        {
            var (own, deviation) = (.3 * Normal(random), 0.0);
            for (var t = 0; t < months; t++)
            {
                deviation = (.75 * deviation) + (.35 * Normal(random));
                var season = .7 * Math.Sin(2 * Math.PI * (t + (i % 3)) / 12);
                var mean = level(i) * Math.Exp(own + season + deviation + shocks[t] + (change?.Invoke(i, t) ?? 0));
                var count = Count(random, mean);
                cases[(i * months) + t] = report?.Invoke(i, t, count) ?? count;
            }
        }

        return Panel.FromColumns(
            [.. Enumerable.Range(0, places).Select(i => $"district {i:000}")],
            Period.Month(2010, 1),
            months,
            new Dictionary<string, double[]>(StringComparer.Ordinal) { [Variables.Cases] = cases }
        );
    }

    /// <summary>A count of that mean; large ones by the normal approximation.</summary>
    private static double Count(Random random, double mean)
    {
        if (mean > 200)
        {
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal(random))));
        }

        var (count, left) = (0, mean);
        while ((left += Math.Log(1 - random.NextDouble())) > 0)
        {
            count++;
        }

        return count;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
