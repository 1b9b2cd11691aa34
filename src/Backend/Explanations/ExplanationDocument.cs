using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Ensembles;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>Why a location's forecasts are what they are.</summary>
/// <param name="Location">The location.</param>
/// <param name="Algorithm">The champion's.</param>
/// <param name="ModelDigest">The model that made the forecasts.</param>
/// <param name="Origin">The last period known.</param>
/// <param name="Simulated">Whether the data are simulated.</param>
/// <param name="Unit">Of all cases here.</param>
/// <param name="Statement">Said where there is nothing to take apart: a simple model, or no forecast.</param>
/// <param name="Forecasts">Per horizon.</param>
/// <param name="Cleaned">Reports that were not taken as they are; where the forecasts are sums of species they are with the
/// species.</param>
/// <param name="Species">Where the forecasts are sums of species, those of each taken apart; else empty.</param>
public sealed record ExplanationDocument(
    string Location,
    string Algorithm,
    string ModelDigest,
    string Origin,
    bool Simulated,
    string Unit,
    string? Statement,
    IReadOnlyList<ExplainedForecast> Forecasts,
    IReadOnlyList<CleanedReport> Cleaned,
    IReadOnlyList<ExplainedSpecies> Species
)
{
    public static ExplanationDocument Of(ForecastRun run, LocationForecast location, FitOrReason found)
    {
        var species = found.Fit is null ? [] : ExplainedSpecies.Of(location, found.Fit);
        ExplainedForecast[] forecasts =
            found.Fit is not { } fit ? []
            : species.Count > 0 ? ExplainedSum.Of(location, fit)
            :
            [
                .. location.Horizons.SelectMany(forecast =>
                    fit.Explain(location, forecast.Horizon).Select(fitted => ExplainedForecast.Of(forecast, fitted))
                ),
            ];
        return new ExplanationDocument(
            location.Location,
            run.Model.Algorithm,
            run.Model.Digest,
            run.Origin.ToString(),
            run.Simulated,
            run.Unit,
            location.Statement ?? found.Reason,
            forecasts,
            species.Count > 0 || found.Fit is null ? [] : [.. found.Fit.Cleaned(location.Location).SelectMany(CleanedReport.Of)],
            species
        );
    }
}

/// <summary>One forecast taken apart; <paramref name="Parts"/> add up to the median, in cases.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Period">Which that is.</param>
/// <param name="Median">Of the forecast.</param>
/// <param name="Parts">What the median is made of.</param>
/// <param name="Words">The same in sentences.</param>
/// <param name="Members">What each member would forecast alone.</param>
/// <param name="Climate">Whether the weather counts; null of a sum, whose species each have their own.</param>
public sealed record ExplainedForecast(
    int Horizon,
    string Period,
    double Median,
    CaseParts Parts,
    IReadOnlyList<string> Words,
    IReadOnlyList<ExplainedMember> Members,
    ClimateNote? Climate
)
{
    public static ExplainedForecast Of(HorizonForecast forecast, FittedForecast fitted)
    {
        var parts = CaseParts.Of(fitted.Explained);
        return new ExplainedForecast(
            forecast.Horizon,
            forecast.Period.ToString(),
            Cases(forecast.Quantiles.Median),
            parts.Rounded(),
            ExplanationWords.Of(parts, forecast.Quantiles.Median),
            [.. fitted.Explained.Members.Select(member => ExplainedMember.Of(member))],
            ClimateNote.Of(fitted.Climate)
        );
    }

    internal static double Cases(double cases) => ForecastDocument.Rounded(cases);
}

/// <summary>
/// What a member of the ensemble forecasts by itself, and its weight 0…1; of a sum null, for each species weighs its members by itself.
/// </summary>
public sealed record ExplainedMember(
    string Name,
    string What,
    double? Weight,
    double Median,
    IReadOnlyList<double> Levels,
    IReadOnlyList<double> Values
)
{
    internal QuantileForecast Quantiles => QuantileForecast.From([.. Values]);

    public static ExplainedMember Of(MemberForecast member) => Of(member.Member, Math.Round(member.Weight, 4), member.Forecast);

    internal static ExplainedMember Of(string member, double? weight, QuantileForecast forecast) =>
        new(
            member,
            ExplanationWords.Of(member),
            weight,
            ExplainedForecast.Cases(forecast.Median),
            QuantileForecast.Levels.ToArray(),
            [.. forecast.Values.ToArray().Select(ExplainedForecast.Cases)]
        );
}

/// <summary>Whether rain and temperature are used, and why.</summary>
/// <param name="Used">Whether.</param>
/// <param name="RelativeError">Error at past origins with them over that without; 1 where unknown.</param>
/// <param name="Words">Why, in a sentence.</param>
public sealed record ClimateNote(bool Used, double RelativeError, string Words)
{
    public static ClimateNote Of(ClimateUse use) =>
        new(use.State == ClimateState.On, Math.Round(use.RelativeError, 4), ExplanationWords.Of(use));
}

/// <summary>A report that was not taken as it is.</summary>
public sealed record CleanedReport(string Period, double Reported, double Taken, string Words)
{
    /// <summary>The newest first.</summary>
    public static IEnumerable<CleanedReport> Of(IReadOnlyList<CleanedValue> values) =>
        values.OrderByDescending(value => value.Period).Select(Of);

    public static CleanedReport Of(CleanedValue value) =>
        new(
            value.Period.ToString(),
            ExplainedForecast.Cases(value.Reported),
            ExplainedForecast.Cases(value.Taken),
            ExplanationWords.Of(value)
        );
}

/// <summary>The forecasts of one species taken apart.</summary>
/// <param name="Variable">Such as <c>cases_pf</c>.</param>
/// <param name="Name">P. falciparum or P. vivax.</param>
/// <param name="Forecasts">Per horizon; the parts of each add up to the median of the species.</param>
/// <param name="Cleaned">Its reports that were not taken as they are.</param>
public sealed record ExplainedSpecies(
    string Variable,
    string Name,
    IReadOnlyList<ExplainedForecast> Forecasts,
    IReadOnlyList<CleanedReport> Cleaned
)
{
    internal static IReadOnlyList<ExplainedSpecies> Of(LocationForecast location, FittedRun fit)
    {
        var cleaned = location.Species.Count > 0 ? fit.Cleaned(location.Location) : [];
        return
        [
            .. location.Species.Select(species => new ExplainedSpecies(
                species.Variable,
                species.Name,
                [
                    .. species.Horizons.Select(forecast =>
                        ExplainedForecast.Of(forecast, fit.Explain(location, forecast.Horizon)[species.Index])
                    ),
                ],
                [.. CleanedReport.Of(cleaned[species.Index])]
            )),
        ];
    }
}

/// <summary>
/// The sum of two species taken apart. Parts add up over species, in cases; medians do not: what the median of the sum differs by is a
/// part of its own. Of the members the forecasts are added up as those of the ensemble are, draw by draw.
/// </summary>
internal static class ExplainedSum
{
    public static ExplainedForecast[] Of(LocationForecast location, FittedRun fit) =>
        [.. location.Horizons.Select(forecast => Of(location, forecast, fit))];

    private static ExplainedForecast Of(LocationForecast location, HorizonForecast forecast, FittedRun fit)
    {
        var (first, second) = fit.Explain(location, forecast.Horizon) is [var one, var other]
            ? (one.Explained, other.Explained)
            : throw new InvalidOperationException($"{location.Location} is a sum of species at {forecast.Period}, and is not fitted so.");
        var parts = CaseParts.Sum(CaseParts.Of(first), CaseParts.Of(second), forecast.Quantiles.Median);
        return new ExplainedForecast(
            forecast.Horizon,
            forecast.Period.ToString(),
            ExplainedForecast.Cases(forecast.Quantiles.Median),
            parts.Rounded(),
            ExplanationWords.OfSum(parts, first.Forecast.Median, second.Forecast.Median, forecast.Quantiles.Median),
            [.. fit.Members(location, forecast.Horizon).Select(member => ExplainedMember.Of(member.Member, null, member.Forecast))],
            null
        );
    }
}

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
