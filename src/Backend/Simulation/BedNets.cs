namespace MalariaPredictor.Backend.Simulation;

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
