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
