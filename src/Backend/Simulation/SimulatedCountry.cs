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

/// <summary>Mass campaigns every three years; nets tear and get lost in between.</summary>
internal static class BedNets
{
    private const int MonthsBetween = 36;
    private const int FirstCampaign = 17;
    private const double CoverageAtOnce = 0.78;
    private const double MonthsOfUse = 26;
    private const double Efficacy = 0.40;

    /// <summary>The share of transmission that gets past the nets, 0…1.</summary>
    public static double Passing(int month, int delay)
    {
        var since = (month - FirstCampaign - delay + (10 * MonthsBetween)) % MonthsBetween;
        return 1 - (Efficacy * CoverageAtOnce * Math.Exp(-since / MonthsOfUse));
    }
}

/// <summary>What becomes of infections on their way into a report: some are found, some are told, some come too late.</summary>
internal sealed class Reporting(District district)
{
    private const double Dispersion = 60;
    private const double SilencePerMonth = 0.006;
    private const double LostReports = 0.012;

    private int _silentFor;

    /// <summary>The count of a month; NaN where no report has come.</summary>
    /// <param name="dice">Chance.</param>
    /// <param name="infections">New infections among all people.</param>
    /// <param name="monthsToEnd">0 for the newest month, of which some reports are still under way.</param>
    public double Month(Dice dice, double infections, int monthsToEnd)
    {
        var completeness = 1 - (0.18 * Math.Abs(dice.Normal()) / 2);
        var found = dice.Poisson(infections * district.Detection * Math.Max(0.3, completeness) * dice.Gamma(Dispersion));
        if (_silentFor == 0 && dice.Chance(SilencePerMonth))
        {
            _silentFor = 2 + dice.Whole(3);
        }

        _silentFor = Math.Max(0, _silentFor - 1);
        var late = monthsToEnd switch
        {
            0 => 0.12,
            1 => 0.04,
            _ => LostReports,
        };
        return _silentFor > 0 | dice.Chance(late) ? double.NaN : found;
    }
}
