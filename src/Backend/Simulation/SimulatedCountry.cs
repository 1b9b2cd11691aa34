using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Simulation;

/// <summary>A row of the simulated data; cases are NaN where no report has come.</summary>
internal readonly record struct SimulatedRow(Period Period, double Cases, double Population, double Rain, double Temperature);

/// <summary>A country that does not exist, and its malaria by month. The same seed gives the same country.</summary>
/// <param name="Districts">Its districts.</param>
/// <param name="Rows">Per district, its months.</param>
internal sealed record SimulatedCountry(IReadOnlyList<District> Districts, IReadOnlyList<IReadOnlyList<SimulatedRow>> Rows)
{
    private const double GrowthPerMonth = 1.00215;

    // So long that the first month shown no longer remembers how the simulation began.
    private const int WarmUp = 60;

    public static SimulatedCountry Create(int seed, int districts, int years, Period end)
    {
        var dice = new Dice(seed);
        var places = District.Populate(dice, districts);
        var climate = new Climate(dice, WarmUp + (years * 12));
        return new SimulatedCountry(places, [.. places.Select(place => Live(dice, place, climate, end, years * 12))]);
    }

    private static List<SimulatedRow> Live(Dice dice, District district, Climate climate, Period end, int months)
    {
        var (transmission, reporting) = (new Transmission(district), new Reporting(district));
        var rows = new List<SimulatedRow>();
        var (rain, before, lastTemperature, population) = (80d, 80d, 0d, district.Population);
        for (var month = 0; month < WarmUp + months; month++)
        {
            var toEnd = WarmUp + months - 1 - month;
            var period = end.Plus(-toEnd);
            var temperature = climate.Temperature(dice, district, month, period.Number - 1);
            var mean = month == 0 ? temperature : (temperature + lastTemperature) / 2;
            var infections = population * transmission.Month(dice, mean, (rain, before), BedNets.Passing(month, district.CampaignDelay));
            (before, rain, lastTemperature) = (rain, climate.Rain(dice, district, month, period.Number - 1), temperature);
            if (month >= WarmUp)
            {
                rows.Add(new SimulatedRow(period, reporting.Month(dice, infections, toEnd), Math.Round(population), rain, temperature));
                population *= GrowthPerMonth;
            }
        }

        return rows;
    }
}
