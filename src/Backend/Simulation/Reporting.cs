namespace MalariaPredictor.Backend.Simulation;

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
