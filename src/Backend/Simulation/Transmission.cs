namespace MalariaPredictor.Backend.Simulation;

/// <summary>
/// Malaria in the people of one district, in steps of a quarter of a month: susceptible, infected, immune for a while. Mosquitoes
/// follow the temperature at once and the rain of four to twelve weeks before.
/// </summary>
internal sealed class Transmission(District district)
{
    private const int StepsPerMonth = 4;
    private const double RecoveryPerStep = 0.11;
    private const double ImmunityLostPerStep = 0.022;
    private const double MostContacts = 0.95;
    private const double Travellers = 1.5e-5;
    private const double RainForHalf = 95;
    private const double FloodingRain = 420;

    private double _infected = 0.03;
    private double _immune = 0.35;
    private double _ownLuck;

    /// <summary>New infections of a month, as a share of the people.</summary>
    /// <param name="dice">Chance.</param>
    /// <param name="celsius">Mean temperature of this month and the one before.</param>
    /// <param name="rain">Rain in mm, of the last month and the one before it.</param>
    /// <param name="pastNets">The share of transmission that gets past bed nets.</param>
    public double Month(Dice dice, double celsius, (double Last, double Before) rain, double pastNets)
    {
        // What no covariate explains: a good or bad spell of a district, which lasts for some months.
        _ownLuck = (0.72 * _ownLuck) + (0.10 * dice.Normal());
        var contacts =
            MostContacts * TemperatureSuitability.At(celsius) * Mosquitoes(rain) * pastNets * district.Breeding * Math.Exp(_ownLuck);
        var infections = 0d;
        for (var step = 0; step < StepsPerMonth; step++)
        {
            var susceptible = Math.Max(0, 1 - _infected - _immune);
            var fresh = susceptible * (1 - Math.Exp(-(contacts * _infected) - Travellers));
            var recovered = RecoveryPerStep * _infected;
            infections += fresh;
            _infected += fresh - recovered;
            _immune += recovered - (ImmunityLostPerStep * _immune);
        }

        return infections;
    }

    /// <summary>More with rain, up to a point; torrents wash the larvae away.</summary>
    private static double Mosquitoes((double Last, double Before) rain)
    {
        var water = (0.6 * rain.Last) + (0.4 * rain.Before);
        var washedAway = rain.Last > FloodingRain ? 0.8 : 1;
        return (0.2 + (0.8 * water * water / ((water * water) + (RainForHalf * RainForHalf)))) * washedAway;
    }
}

/// <summary>
/// How well malaria is transmitted at a temperature, 0…1 of the best: the relative R0 of Mordecai et al. 2013
/// (doi 10.1111/ele.12015), put together from how mosquito and parasite fare at it.
/// </summary>
public static class TemperatureSuitability
{
    // Below it two factors are negative at once, and their product would come out as transmission.
    private const double TooCold = 17;

    private static readonly double Best = Enumerable.Range(1700, 1700).Max(hundredth => Unscaled(hundredth / 100d));

    /// <summary>R0 at a mean temperature in °C, relative to the best temperature's.</summary>
    public static double At(double celsius) => celsius < TooCold ? 0 : Unscaled(celsius) / Best;

    /// <summary>Days from a mosquito's infecting bite until it can infect; infinite where the parasite does not develop.</summary>
    public static double IncubationDays(double celsius) => 1 / ParasiteDevelopment(celsius);

    private static double Unscaled(double t)
    {
        var bitingRate = Briere(t, 2.03e-4, 11.7, 42.3);
        var mosquitoDevelopment = Briere(t, 1.11e-4, 14.7, 34);
        var competence = Quadratic(t, -0.54, 25.2, -206) / 100;
        var survival = Math.Min(Quadratic(t, -8.28e-4, 0.0367, 0.522), 1 - 1e-9);
        var eggSurvival = Quadratic(t, -0.00924, 0.453, -4.77);
        var fecundity = Quadratic(t, -0.153, 8.61, -97.7);
        var development = ParasiteDevelopment(t);
        if (development <= 0 || survival <= 0)
        {
            return 0;
        }

        var mortality = -Math.Log(survival);
        var square =
            bitingRate
            * bitingRate
            * competence
            * Math.Exp(-mortality / development)
            * fecundity
            * eggSurvival
            * mosquitoDevelopment
            / (mortality * mortality * mortality);
        return Math.Sqrt(square);
    }

    private static double ParasiteDevelopment(double t) => Briere(t, 1.11e-4, 14.7, 34.4);

    private static double Briere(double t, double c, double coldest, double hottest) =>
        t <= coldest || t >= hottest ? 0 : c * t * (t - coldest) * Math.Sqrt(hottest - t);

    private static double Quadratic(double t, double q, double r, double s) => Math.Max(0, (q * t * t) + (r * t) + s);
}
