namespace MalariaPredictor.Backend.Simulation;

/// <summary>Weather of the country by month: a wet season about January, wet and dry years, and what months do by themselves.</summary>
internal sealed class Climate
{
    private const double LowlandCelsius = 27.2;
    private const double CelsiusPerMetre = 0.0065;
    private const double SeasonalCelsius = 1.9;
    private const double WettestMonth = 260;
    private const double DriestMonth = 18;

    private readonly double[] _wetYear;
    private readonly double[] _warmth;

    public Climate(Dice dice, int months)
    {
        // Two slow swings that all districts share, as an ocean gives them: they last for seasons, not for months.
        _wetYear = Swing(dice, months, memory: 0.88, size: 0.24);
        _warmth = Swing(dice, months, memory: 0.80, size: 0.45);
    }

    /// <summary>Rain in mm of a month counted from the first, in a calendar month 0…11.</summary>
    public double Rain(Dice dice, District district, int month, int calendarMonth)
    {
        var season = Math.Pow((1 + Math.Cos(2 * Math.PI * (calendarMonth - 0.3) / 12)) / 2, 1.6);
        var expected = (DriestMonth + ((WettestMonth - DriestMonth) * season)) * district.Wetness * Math.Exp(_wetYear[month]);
        return Math.Round(expected * dice.Gamma(9), 1);
    }

    /// <summary>Mean temperature in °C: warmest when the rains begin.</summary>
    public double Temperature(Dice dice, District district, int month, int calendarMonth) =>
        Math.Round(
            LowlandCelsius
                - (CelsiusPerMetre * district.Elevation)
                + (SeasonalCelsius * Math.Cos(2 * Math.PI * (calendarMonth + 0.5) / 12))
                + _warmth[month]
                + (0.35 * dice.Normal()),
            2
        );

    private static double[] Swing(Dice dice, int months, double memory, double size)
    {
        var swing = new double[months];
        var now = size * dice.Normal();
        for (var month = 0; month < months; month++)
        {
            swing[month] = now = (memory * now) + (size * Math.Sqrt(1 - (memory * memory)) * dice.Normal());
        }

        return swing;
    }
}
