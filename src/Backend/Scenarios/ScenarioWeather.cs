using System.Globalization;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>
/// Builds the weather that a scenario asks for, or says what is wrong with it: the last three months other than they were, and months to
/// come as they are given.
/// </summary>
internal sealed class ScenarioWeather
{
    private readonly Panel _observed;
    private readonly IReadOnlyList<int> _rows;
    private readonly ScenarioPeriods _periods;
    private readonly Panel _panel;
    private readonly Dictionary<string, double[]> _columns;
    private readonly SortedSet<Period> _toCome = [];
    private readonly SortedSet<string> _variablesToCome = new(StringComparer.Ordinal);

    /// <param name="observed">What was known at the origin.</param>
    /// <param name="rows">The rows of the locations asked for.</param>
    /// <param name="furthest">The furthest horizon.</param>
    public ScenarioWeather(Panel observed, IReadOnlyList<int> rows, int furthest)
    {
        (_observed, _rows, _periods) = (observed, rows, ScenarioPeriods.Of(observed, furthest));
        _panel = Scenario.Extend(observed, furthest);
        _columns = _panel.Variables.ToDictionary(
            name => name,
            name => (double[])[.. Enumerable.Range(0, _panel.Locations.Count).SelectMany(row => _panel.Series(row, name).ToArray())],
            StringComparer.Ordinal
        );
    }

    /// <summary>The weather asked for, or the first problem.</summary>
    public (AskedWeather? Weather, ProblemHttpResult? Problem) Of(ScenarioRequest request)
    {
        if ((request.Overrides?.Count ?? 0) + (request.Given?.Count ?? 0) + (request.GivenByLocation?.Count ?? 0) == 0)
        {
            return (null, Problems.BadValue("overrides", "", "at least one change, such as {\"rainfall\": {\"percent\": 20}}"));
        }

        var problem =
            (request.Overrides ?? new Dictionary<string, WeatherChange>())
                .Select(change => Apply(change.Key, change.Value))
                .FirstOrDefault(found => found is not null)
            ?? Apply("given", request.Given, _rows)
            ?? (request.GivenByLocation ?? new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>>())
                .Select(place => Apply(place.Key, place.Value))
                .FirstOrDefault(found => found is not null);
        return problem is not null
            ? (null, problem)
            : (
                new AskedWeather(
                    // Without weather to come the panel ends at the origin: nothing has to be learned from what followed earlier ones.
                    _toCome.Count > 0
                        ? Panel.FromColumns(_panel.Locations, _panel.First, _panel.Count, _columns)
                        : Panel.FromColumns(_panel.Locations, _panel.First, _panel.Count, _columns).UpTo(_observed.Last),
                    _periods,
                    [.. _toCome],
                    [.. _variablesToCome]
                ),
                null
            );
    }

    private ProblemHttpResult? Apply(string location, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? values)
    {
        string[] asked = [.. _rows.Select(row => _observed.Locations[row])];
        var row = _rows.FirstOrDefault(row => _observed.Locations[row] == location, -1);
        return row < 0 ? Problems.UnknownLocation(location, asked)
            : values is null
                ? Problems.BadValue($"givenByLocation.{location}", "null", "variables, such as {\"rainfall\": {\"2023-12\": 120}}")
            : Apply($"givenByLocation.{location}", values, [row]);
    }

    private ProblemHttpResult? Apply(
        string member,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? given,
        IReadOnlyList<int> rows
    )
    {
        foreach (var (variable, values) in given ?? new Dictionary<string, IReadOnlyDictionary<string, double>>())
        {
            var problem = values is null
                ? Problems.BadValue($"{member}.{variable}", "null", "values by period, such as {\"2023-12\": 120}")
                : values.Select(value => Apply(variable, value.Key, value.Value, rows)).FirstOrDefault(found => found is not null);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private ProblemHttpResult? Apply(string name, WeatherChange? change)
    {
        if (Find(name) is not { } variable)
        {
            return Unknown(name);
        }

        return change switch
        {
            { Percent: { } percent, Add: null } when variable.ByPercent => Change(
                variable,
                _periods.Observed,
                value => value * (1 + (percent / 100)),
                _rows
            ),
            { Add: { } add, Percent: null } => Change(variable, _periods.Observed, value => value + add, _rows),
            _ => Problems.BadValue(
                $"overrides.{name}",
                change is { Percent: not null, Add: null } ? "percent" : "not one change",
                variable.ByPercent ? "either percent or add, such as {\"percent\": 20}" : $"add, in {variable.Unit}, such as {{\"add\": 1}}"
            ),
        };
    }

    private ProblemHttpResult? Apply(string name, string text, double value, IReadOnlyList<int> rows)
    {
        if (Find(name) is not { } variable)
        {
            return Unknown(name);
        }

        if (!PeriodParser.TryParse(text, out var period) || period.Type != _observed.First.Type)
        {
            return Problems.UnknownValue("period", text, _periods.Texts);
        }

        if (!_periods.Contains(period))
        {
            return Impossible(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The weather of {period} changes no forecast: models see that of {_periods.Observed[0]} to {_periods.Observed[^1]}, "
                        + $"and forecasts end in {_periods.ToCome[^1]}."
                )
            );
        }

        if (period > _observed.Last)
        {
            _toCome.Add(period);
            _variablesToCome.Add(name);
        }

        return Change(variable, [period], _ => value, rows);
    }

    private ProblemHttpResult? Change(
        WeatherVariable variable,
        IReadOnlyList<Period> periods,
        Func<double, double> change,
        IReadOnlyList<int> rows
    )
    {
        var values = _columns[variable.Name];
        foreach (var row in rows)
        {
            foreach (var period in periods)
            {
                ref var value = ref values[(row * _panel.Count) + period.Minus(_panel.First)];
                value = change(value);
                if (!double.IsNaN(value) && !variable.CanBe(value))
                {
                    return Impossible(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{variable.Name} of {value:0.##} {variable.Unit} in {period} cannot be; possible are {variable.Lowest} to "
                                + $"{variable.Highest} {variable.Unit}."
                        )
                    );
                }
            }
        }

        return null;
    }

    private WeatherVariable? Find(string name) => WeatherVariable.In(_observed).FirstOrDefault(variable => variable.Name == name);

    private ProblemHttpResult Unknown(string name) =>
        Problems.UnknownValue("variable", name, [.. WeatherVariable.In(_observed).Select(variable => variable.Name)]);

    private static ProblemHttpResult Impossible(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "Impossible scenario", detail: detail);
}

/// <summary>The weather of a scenario.</summary>
/// <param name="Panel">The history with the weather asked for; it runs on after the origin where weather to come is given.</param>
/// <param name="Periods">What may be named.</param>
/// <param name="ToCome">The periods after the origin of which weather is given.</param>
/// <param name="VariablesToCome">Which weather.</param>
internal sealed record AskedWeather(
    Panel Panel,
    ScenarioPeriods Periods,
    IReadOnlyList<Period> ToCome,
    IReadOnlyList<string> VariablesToCome
);

/// <summary>
/// The periods whose weather a scenario may name: the last three months (twelve weeks) observed, and those that are forecast.
/// </summary>
/// <param name="Observed">Of which models see the weather, earliest first.</param>
/// <param name="ToCome">After the origin, up to the last one forecast.</param>
internal sealed record ScenarioPeriods(IReadOnlyList<Period> Observed, IReadOnlyList<Period> ToCome)
{
    public static ScenarioPeriods Of(Panel observed, int furthest) =>
        new(
            [.. Enumerable.Range(0, observed.Count).TakeLast(observed.First.Type == PeriodType.Month ? 3 : 12).Select(observed.First.Plus)],
            [.. Enumerable.Range(1, furthest).Select(observed.Last.Plus)]
        );

    /// <summary>All of them, as text.</summary>
    public IReadOnlyList<string> Texts => [.. Observed.Concat(ToCome).Select(period => period.ToString())];

    public bool Contains(Period period) => period >= Observed[0] && period <= ToCome[^1];
}

/// <summary>A variable that a scenario may change.</summary>
/// <param name="Name">As in the data.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Lowest">No lower value can be on earth.</param>
/// <param name="Highest">Nor a higher one.</param>
/// <param name="ByPercent">Whether percentages mean something: a tenth more of 25 °C does not.</param>
internal sealed record WeatherVariable(string Name, string Unit, double Lowest, double Highest, bool ByPercent)
{
    // Wide on purpose: beyond these bounds a number is a mistake or another unit, not weather.
    private static readonly WeatherVariable[] All =
    [
        new(Variables.Rainfall, "mm", 0, 10_000, ByPercent: true),
        new(Variables.MeanTemperature, "°C", -60, 60, ByPercent: false),
    ];

    /// <summary>Those that the data hold.</summary>
    public static IReadOnlyList<WeatherVariable> In(Panel panel) => [.. All.Where(variable => panel.Has(variable.Name))];

    public bool CanBe(double value) => value >= Lowest && value <= Highest;
}
