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
