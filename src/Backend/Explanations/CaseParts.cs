using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Models.Ensembles;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>
/// What a median is made of, in cases; the parts add up to it. The ensemble adds up on log(1 + cases), where a part multiplies; in cases
/// each part but the first gets its share of the change by the logarithmic mean (LMDI; Ang 2005, doi 10.1016/j.enpol.2003.10.010): the
/// parts keep their signs and proportions, and no order among them matters.
/// </summary>
/// <param name="Persistence">Where the location stands: cases if nothing else counted.</param>
/// <param name="Season">What the change of season adds, or takes away.</param>
/// <param name="Neighbours">What the other locations' departures from their seasons add.</param>
/// <param name="Climate">What unusual rain and temperature add.</param>
/// <param name="Correction">What past errors of the forecast add, and bounds take away.</param>
/// <param name="Adding">
/// Of a sum of species only: the median of the sum less the sum of the medians. Each other part of a sum is the same part of its species
/// added up.
/// </param>
public sealed record CaseParts(
    double Persistence,
    double Season,
    double Neighbours,
    double Climate,
    double Correction,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Adding = null
)
{
    public static CaseParts Of(Explanation explained)
    {
        var (from, to) = (explained.Parts.Persistence, explained.LoggedMedian);
        var mean = LogarithmicMean(from, to);
        return new CaseParts(
            Math.Exp(from) - 1,
            mean * explained.Parts.Season,
            mean * explained.Parts.Neighbours,
            mean * explained.Parts.Climate,
            mean * explained.Correction
        );
    }

    /// <summary>Of the sum of two species, whose own parts add up to their medians.</summary>
    public static CaseParts Sum(CaseParts first, CaseParts second, double median)
    {
        var parts = new CaseParts(
            first.Persistence + second.Persistence,
            first.Season + second.Season,
            first.Neighbours + second.Neighbours,
            first.Climate + second.Climate,
            first.Correction + second.Correction
        );
        return parts with { Adding = median - parts.Persistence - parts.Season - parts.Neighbours - parts.Climate - parts.Correction };
    }

    /// <summary>To the digits that are shown.</summary>
    public CaseParts Rounded() =>
        new(
            ForecastDocument.Rounded(Persistence),
            ForecastDocument.Rounded(Season),
            ForecastDocument.Rounded(Neighbours),
            ForecastDocument.Rounded(Climate),
            ForecastDocument.Rounded(Correction),
            Adding is { } adding ? ForecastDocument.Rounded(adding) : null
        );

    /// <summary>(eᵇ − eᵃ) / (b − a), which tends to eᵃ as they meet.</summary>
    private static double LogarithmicMean(double a, double b) =>
        Math.Abs(b - a) < 1e-9 ? Math.Exp(a) : (Math.Exp(b) - Math.Exp(a)) / (b - a);
}
