using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models;

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
/// <param name="Cleaned">Reports that were not taken as they are.</param>
public sealed record ExplanationDocument(
    string Location, string Algorithm, string ModelDigest, string Origin, bool Simulated, string Unit, string? Statement,
    IReadOnlyList<ExplainedForecast> Forecasts, IReadOnlyList<CleanedReport> Cleaned)
{
    public static ExplanationDocument Of(ForecastRun run, LocationForecast location, FitOrReason found)
    {
        ExplainedForecast[] forecasts = found.Fit is { } fit
            ? [.. location.Horizons.Select(forecast => fit.Explain(location, forecast.Horizon) is { } explained ? ExplainedForecast.Of(forecast, explained, fit) : null).OfType<ExplainedForecast>()]
            : [];
        return new ExplanationDocument(
            location.Location, run.Model.Algorithm, run.Model.Digest, run.Origin.ToString(), run.Simulated, run.Unit,
            location.Statement ?? found.Reason, forecasts,
            [.. found.Fit?.Cleaned(location.Location).OrderByDescending(value => value.Period).Select(CleanedReport.Of) ?? []]);
    }
}

/// <summary>One forecast taken apart; <paramref name="Parts"/> add up to the median, in cases.</summary>
public sealed record ExplainedForecast(
    int Horizon, string Period, double Median, CaseParts Parts, IReadOnlyList<string> Words, IReadOnlyList<ExplainedMember> Members, ClimateNote Climate)
{
    public static ExplainedForecast Of(HorizonForecast forecast, Explanation explained, FittedRun fit)
    {
        var (parts, use) = (CaseParts.Of(explained), fit.Climate[fit.Column(forecast.Horizon)]);
        return new ExplainedForecast(
            forecast.Horizon, forecast.Period.ToString(), Cases(forecast.Quantiles.Median),
            new CaseParts(Cases(parts.Persistence), Cases(parts.Season), Cases(parts.Neighbours), Cases(parts.Climate), Cases(parts.Correction)),
            ExplanationWords.Of(parts, forecast.Quantiles.Median),
            [.. explained.Members.Select(member => ExplainedMember.Of(member))],
            ClimateNote.Of(use));
    }

    internal static double Cases(double cases) => ForecastDocument.Rounded(cases);
}

/// <summary>What a member of the ensemble forecasts by itself, and its weight 0…1.</summary>
public sealed record ExplainedMember(string Name, string What, double Weight, double Median, IReadOnlyList<double> Levels, IReadOnlyList<double> Values)
{
    internal QuantileForecast Quantiles => QuantileForecast.From([.. Values]);

    public static ExplainedMember Of(MemberForecast member) => new(
        member.Member, ExplanationWords.Of(member.Member), Math.Round(member.Weight, 4), ExplainedForecast.Cases(member.Forecast.Median),
        QuantileForecast.Levels.ToArray(), [.. member.Forecast.Values.ToArray().Select(ExplainedForecast.Cases)]);
}

/// <summary>Whether rain and temperature are used, and why.</summary>
/// <param name="Used">Whether.</param>
/// <param name="RelativeError">Error at past origins with them over that without; 1 where unknown.</param>
/// <param name="Words">Why, in a sentence.</param>
public sealed record ClimateNote(bool Used, double RelativeError, string Words)
{
    public static ClimateNote Of(ClimateUse use) => new(use.State == ClimateState.On, Math.Round(use.RelativeError, 4), ExplanationWords.Of(use));
}

/// <summary>A report that was not taken as it is.</summary>
public sealed record CleanedReport(string Period, double Reported, double Taken, string Words)
{
    public static CleanedReport Of(CleanedValue value) => new(
        value.Period.ToString(), ExplainedForecast.Cases(value.Reported), ExplainedForecast.Cases(value.Taken), ExplanationWords.Of(value));
}
