using MalariaPredictor.Forecasting.Nowcasts;

namespace MalariaPredictor.Forecasting.Tests.Nowcasts;

/// <summary>
/// Counts with a season whose reports come late, drawn from a seed: each report of a place comes after a delay of its own place's
/// distribution, and some periods are late everywhere.
/// </summary>
/// <param name="Locations">Places.</param>
/// <param name="Periods">Periods.</param>
/// <param name="OnTime">Of a typical place, the share known one period later.</param>
/// <param name="Seed">Of the draws.</param>
/// <param name="Typical">Typical cases per period.</param>
/// <param name="Unequal">How much places differ in lateness.</param>
internal sealed record LateReports(
    int Locations = 20,
    int Periods = 36,
    double OnTime = .7,
    int Seed = 1,
    double Typical = 200,
    double Unequal = .4
)
{
    /// <summary>What was known of each count when, from the period after it on.</summary>
    public IReadOnlyList<KnownCount> Counts()
    {
        var random = new Random(Seed);
        var lateness = Enumerable.Range(0, Periods).Select(_ => Math.Exp(.15 * Normal(random))).ToArray();
        var counts = new List<KnownCount>();
        for (var location = 0; location < Locations; location++)
        {
            var size = Typical * Math.Exp(Normal(random));
            var own = Math.Exp(Unequal * Normal(random));
            for (var period = 0; period < Periods; period++)
            {
                var final = Math.Round(size * Math.Exp(Math.Sin(period * Math.PI / 6) + (.3 * Normal(random))));
                var missing = OnTime >= 1 ? 0 : Math.Clamp((1 - OnTime) * own * lateness[period] * Math.Exp(.2 * Normal(random)), 0, .9);
                for (var delay = 1; period + delay < Periods; delay++)
                {
                    counts.Add(new KnownCount(location, period, delay, Math.Round(final * (1 - (missing * Math.Pow(.3, delay - 1))))));
                }
            }
        }

        return counts;
    }

    public ReportingTriangle Triangle() => ReportingTriangle.Of(Locations, Periods, Counts());

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
