using MalariaPredictor.Forecasting.Models;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>
/// What a median is made of, in cases; the parts add up to it. The ensemble adds up on log(1 + cases), where a part multiplies; in cases each
/// part but the first gets its share of the change by the logarithmic mean (LMDI; Ang 2005, doi 10.1016/j.enpol.2003.10.010): the
/// parts keep their signs and proportions, and no order among them matters.
/// </summary>
/// <param name="Persistence">Where the location stands: cases if nothing else counted.</param>
/// <param name="Season">What the change of season adds, or takes away.</param>
/// <param name="Neighbours">What the other locations' departures from their seasons add.</param>
/// <param name="Climate">What unusual rain and temperature add.</param>
/// <param name="Correction">What past errors of the forecast add, and bounds take away.</param>
public sealed record CaseParts(double Persistence, double Season, double Neighbours, double Climate, double Correction)
{
    public static CaseParts Of(Explanation explained)
    {
        var (from, to) = (explained.Parts.Persistence, explained.LoggedMedian);
        var mean = LogarithmicMean(from, to);
        return new CaseParts(
            Math.Exp(from) - 1, mean * explained.Parts.Season, mean * explained.Parts.Neighbours, mean * explained.Parts.Climate,
            mean * explained.Correction);
    }

    /// <summary>(eᵇ − eᵃ) / (b − a), which tends to eᵃ as they meet.</summary>
    private static double LogarithmicMean(double a, double b) =>
        Math.Abs(b - a) < 1e-9 ? Math.Exp(a) : (Math.Exp(b) - Math.Exp(a)) / (b - a);
}
