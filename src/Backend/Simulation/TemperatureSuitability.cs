namespace MalariaPredictor.Backend.Simulation;

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
