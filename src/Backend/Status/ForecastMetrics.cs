using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Verification;
using MalariaPredictor.Forecasting.Series;
using Prometheus;

namespace MalariaPredictor.Backend.Status;

/// <summary>
/// The data, the model and the forecasts in service, as series: what an alert on stale data or lost skill is made of. Read from
/// memory at each scrape. What is not known has no value, rather than a wrong one.
/// </summary>
public sealed class ForecastMetrics
{
    private readonly CurrentCountry _current;
    private readonly VerificationWatcher _verification;
    private readonly Gauge _model;
    private readonly Gauge _dataLocations;
    private readonly Gauge _dataPeriod;
    private readonly Gauge _dataEnd;
    private readonly Gauge _dataRecorded;
    private readonly Gauge _issued;
    private readonly Gauge _originEnd;
    private readonly Gauge _locations;
    private readonly Gauge _backtestSkill;
    private readonly Gauge _backtestCoverage;
    private readonly Gauge _cases;
    private readonly Gauge _skill;
    private readonly Gauge _coverage;

    public ForecastMetrics(RequestMetrics metrics, CurrentCountry current, VerificationWatcher verification)
    {
        (_current, _verification) = (current, verification);
        Gauge Make(string name, string help, params string[] labels) =>
            metrics.Factory.CreateGauge(name, help, new GaugeConfiguration { LabelNames = labels, SuppressInitialValue = true });
        _model = Make(
            "malaria_model_info",
            "1 for the model that made the forecasts in service.",
            "name",
            "version",
            "digest",
            "algorithm"
        );
        _dataLocations = Make("malaria_data_locations", "Locations with observations.");
        _dataPeriod = Make("malaria_data_period_seconds", "Length of a reporting period, in seconds: a week, or a month of 31 days.");
        _dataEnd = Make("malaria_data_last_period_end_timestamp_seconds", "End of the newest period with reported cases.");
        _dataRecorded = Make("malaria_data_last_recorded_timestamp_seconds", "When data were last recorded.");
        _issued = Make("malaria_forecast_issued_timestamp_seconds", "When the forecasts in service were made.");
        _originEnd = Make("malaria_forecast_origin_end_timestamp_seconds", "End of the last period the forecasts in service know.");
        _locations = Make("malaria_forecast_locations", "Locations by whether they have a forecast or too little data for one.", "state");
        _backtestSkill = Make(
            "malaria_model_backtest_relative_log_wis",
            "Log-WIS of the model in its back-test over that of the yardstick; below 1 is better."
        );
        _backtestCoverage = Make("malaria_model_backtest_coverage_ratio", "Share of reports within the 80 % interval in the back-test.");
        _cases = Make("malaria_verification_cases", "Issued forecasts that could be scored against later reports.");
        _skill = Make(
            "malaria_verification_relative_log_wis",
            "Log-WIS of issued forecasts over that of the yardstick; below 1 is better."
        );
        _coverage = Make("malaria_verification_coverage_ratio", "Share of later reports within the issued 80 % intervals.");
    }

    public void Refresh()
    {
        if (_current.Value is { } country)
        {
            OfData(country);
            OfModel(country);
            OfForecasts(country);
        }

        if (_verification.Scores is { } scores)
        {
            _cases.Set(scores.Cases);
            _coverage.Set(scores.Coverage80);
            Set(_skill, scores.RelativeLogWis);
        }
    }

    private void OfData(Country country)
    {
        _dataLocations.Set(country.Panel.Locations.Count);
        _dataPeriod.Set(TimeSpan.FromDays(country.Panel.First.Type == PeriodType.Month ? 31 : 7).TotalSeconds);
        Set(_dataEnd, country.LastReported is { } last ? EndOf(last) : null);
        Set(_dataRecorded, country.LastRecorded?.ToUnixTimeSeconds());
    }

    private void OfModel(Country country)
    {
        var (model, overall) = (country.Run.Model, country.Scores.Overall);
        foreach (var old in _model.GetAllLabelValues().Where(labels => labels[2] != model.Digest).ToList())
        {
            _model.RemoveLabelled(old);
        }

        _model.WithLabels(model.Name, $"{model.Version}", model.Digest, model.Algorithm).Set(1);
        Set(_backtestSkill, overall.RelativeLogWis);
        Set(_backtestCoverage, overall.Cases > 0 ? overall.Coverage80 : null);
    }

    private void OfForecasts(Country country)
    {
        var forecast = country.Run.Locations.Count(location => location.Horizons.Count > 0);
        _locations.WithLabels("forecast").Set(forecast);
        _locations.WithLabels("too_little_data").Set(country.Run.Locations.Count - forecast);
        _issued.Set(country.Run.IssuedAt.ToUnixTimeSeconds());
        _originEnd.Set(EndOf(country.Run.Origin));
    }

    private static double EndOf(Period period) =>
        new DateTimeOffset(period.End.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();

    private static void Set(Gauge gauge, double? value)
    {
        if (value is { } known)
        {
            gauge.Set(known);
        }
        else
        {
            gauge.Unpublish();
        }
    }
}
