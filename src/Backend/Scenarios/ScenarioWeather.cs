using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>
/// Builds the weather that a scenario asks for, or says what is wrong with it. The models see the weather of the last three months before the
/// origin and none after it, so those are the months that can be other than they were.
/// </summary>
internal sealed class ScenarioWeather
{
    private readonly Panel _observed;
    private readonly int? _location;
    private Panel _panel;

    /// <param name="observed">What was known at the origin.</param>
    /// <param name="location">The row that changes; all where there is none.</param>
    public ScenarioWeather(Panel observed, int? location) => (_observed, _location, _panel) = (observed, location, observed);

    /// <summary>How many of the last periods a scenario changes: three months, or twelve weeks.</summary>
    public static int Reach(PeriodType type) => type == PeriodType.Month ? 3 : 12;

    /// <summary>Those periods, earliest first.</summary>
    public static IReadOnlyList<Period> Periods(Panel panel) =>
        [.. Enumerable.Range(0, panel.Count).TakeLast(Reach(panel.First.Type)).Select(panel.First.Plus)];

    /// <summary>The panel with the weather asked for, or the first problem.</summary>
    public (Panel? Panel, ProblemHttpResult? Problem) Of(ScenarioRequest request)
    {
        var (overrides, given) = (request.Overrides ?? new Dictionary<string, WeatherChange>(), request.Given ?? new Dictionary<string, IReadOnlyDictionary<string, double>>());
        if (overrides.Count + given.Count == 0)
        {
            return (null, Problems.BadValue("overrides", "", "at least one change, such as {\"rainfall\": {\"percent\": 20}}"));
        }

        if (given.FirstOrDefault(values => values.Value is null) is { Key: { } empty })
        {
            return (null, Problems.BadValue($"given.{empty}", "null", "values by period, such as {\"2023-12\": 120}"));
        }

        var problem = overrides.Select(change => Apply(change.Key, change.Value)).FirstOrDefault(found => found is not null)
            ?? given.SelectMany(values => values.Value.Select(value => Apply(values.Key, value.Key, value.Value))).FirstOrDefault(found => found is not null);
        return problem is null ? (_panel, null) : (null, problem);
    }

    private ProblemHttpResult? Apply(string name, WeatherChange? change)
    {
        if (Find(name) is not { } variable)
        {
            return Unknown(name);
        }

        return change switch
        {
            { Percent: { } percent, Add: null } when variable.ByPercent => Change(variable, Periods(_observed), value => value * (1 + (percent / 100))),
            { Add: { } add, Percent: null } => Change(variable, Periods(_observed), value => value + add),
            _ => Problems.BadValue($"overrides.{name}", change is { Percent: not null, Add: null } ? "percent" : "not one change",
                variable.ByPercent ? "either percent or add, such as {\"percent\": 20}" : $"add, in {variable.Unit}, such as {{\"add\": 1}}"),
        };
    }

    private ProblemHttpResult? Apply(string name, string text, double value)
    {
        if (Find(name) is not { } variable)
        {
            return Unknown(name);
        }

        var allowed = Periods(_observed);
        if (!PeriodParser.TryParse(text, out var period) || period.Type != _observed.First.Type)
        {
            return Problems.UnknownValue("period", text, [.. allowed.Select(known => known.ToString())]);
        }

        return !allowed.Contains(period)
            ? Impossible($"The weather of {period} changes no forecast: models see that of {allowed[0]} to {allowed[^1]}, up to the last report, and none after it.")
            : Change(variable, [period], _ => value);
    }

    private ProblemHttpResult? Change(WeatherVariable variable, IReadOnlyList<Period> periods, Func<double, double> change)
    {
        (Period Period, double Value)? wrong = null;
        var columns = _panel.Variables.ToDictionary(name => name, name => Column(_panel, name), StringComparer.Ordinal);
        var values = columns[variable.Name];
        foreach (var row in _location is { } one ? [one] : Enumerable.Range(0, _panel.Locations.Count))
        {
            foreach (var period in periods)
            {
                ref var value = ref values[(row * _panel.Count) + period.Minus(_panel.First)];
                value = change(value);
                wrong ??= double.IsNaN(value) || variable.CanBe(value) ? null : (period, value);
            }
        }

        if (wrong is { } found)
        {
            return Impossible(FormattableString.Invariant(
                $"{variable.Name} of {found.Value:0.##} {variable.Unit} in {found.Period} cannot be; possible are {variable.Lowest} to {variable.Highest} {variable.Unit}."));
        }

        _panel = Panel.FromColumns(_panel.Locations, _panel.First, _panel.Count, columns);
        return null;
    }

    private WeatherVariable? Find(string name) => WeatherVariable.In(_observed).FirstOrDefault(variable => variable.Name == name);

    private ProblemHttpResult Unknown(string name) =>
        Problems.UnknownValue("variable", name, [.. WeatherVariable.In(_observed).Select(variable => variable.Name)]);

    private static ProblemHttpResult Impossible(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "Impossible scenario", detail: detail);

    private static double[] Column(Panel panel, string name) =>
        [.. Enumerable.Range(0, panel.Locations.Count).SelectMany(row => panel.Series(row, name).ToArray())];
}
