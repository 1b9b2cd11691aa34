using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Seasons;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.AnomalyRidges;

/// <summary>
/// Rain (log(1 + mm)), mean temperature (°C) and what follows from them, as departures from what is normal for the location and season,
/// which is the <see cref="SeasonalMeans"/> of what was known at the origin. A variable that is missing in half of its places or more is
/// left out.
/// </summary>
internal sealed class Weather
{
    /// <summary>
    /// Departures are given of the latest month, the one before and the one before that: rain leads cases by 4–12 weeks. Of further
    /// variables they are given of the latest two months, the two before and the two before these: vegetation and humidity were seen to
    /// lead cases by three to six months.
    /// </summary>
    public const int Lags = 3;

    private const int FurtherMonths = 2;

    private readonly CaseHistory _history;
    private readonly int _month;
    private readonly List<Covariate> _weather = [];
    private readonly List<Covariate> _further = [];

    public Weather(Panel panel, CaseHistory history)
    {
        (_history, _month) = (history, (int)Math.Round(history.Calendar.Length / 12.0));
        _weather.AddRange(WeatherValues.Variables.Where(panel.Has).Select(variable => Covariate(panel, variable, 1)));
        _further.AddRange(WeatherValues.Further.Where(panel.Has).Select(variable => Covariate(panel, variable, FurtherMonths)));
    }

    /// <summary>How many departures of weather it gives: three per variable.</summary>
    public int Count => Lags * _weather.Count;

    /// <summary>How many departures of further variables it gives, behind those of the weather.</summary>
    public int FurtherCount => Lags * _further.Count;

    private IEnumerable<Covariate> All => _weather.Concat(_further);

    /// <summary>The variables of weather it gives departures of at an origin; those of the others are 0.</summary>
    public IReadOnlyList<string> Given(int origin) => Given(_weather, origin);

    /// <summary>The same of further variables.</summary>
    public IReadOnlyList<string> FurtherGiven(int origin) => Given(_further, origin);

    /// <summary>Takes in the newest period.</summary>
    /// <param name="origin">The number of periods known.</param>
    public void Reveal(int origin)
    {
        foreach (var covariate in All)
        {
            var row = covariate.Values[origin - 1];
            covariate.Known[origin] = covariate.Known[origin - 1] + Known(row);
            for (var i = 0; i < row.Length; i++)
            {
                covariate.Normals[i].Add(_history.Calendar[origin - 1], row[i]);
            }
        }
    }

    /// <summary>Whether at least half of the locations know some weather of the months of which departures are given.</summary>
    public bool Reaches(int origin) => Reaches(_weather, origin);

    /// <summary>The same of further variables.</summary>
    public bool FurtherReaches(int origin) => Reaches(_further, origin);

    /// <summary>The departures of a location as of the origin last revealed; 0 where unknown.</summary>
    public void Write(int origin, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var covariate in All)
        {
            for (var lag = 0; lag < Lags; lag++)
            {
                departures[next++] = IsGiven(covariate, origin)
                    ? Departure(covariate.Values, covariate, location, origin - (lag * covariate.Width), location)
                    : 0;
            }
        }
    }

    /// <summary>The same with the values of another panel, such as a scenario, against the same normals.</summary>
    public void Write(Panel other, int location, Span<double> departures)
    {
        var next = 0;
        foreach (var covariate in All)
        {
            var values = Read(other, covariate.Variable, location);
            for (var lag = 0; lag < Lags; lag++)
            {
                departures[next++] = IsGiven(covariate, _history.Periods)
                    ? Departure(values, covariate, location, _history.Periods - (lag * covariate.Width), 0)
                    : 0;
            }
        }
    }

    private double Departure(Grid values, Covariate covariate, int location, int end, int column)
    {
        var (sum, count) = (0.0, 0);
        for (var t = Math.Max(0, end - covariate.Width); t < end; t++)
        {
            var departure = values[t, column] - covariate.Normals[location][_history.Calendar[t]];
            sum += double.IsNaN(departure) ? 0 : departure;
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    private Covariate Covariate(Panel panel, string variable, int months)
    {
        var values = Read(panel, variable);
        return new Covariate(
            variable,
            values,
            [.. values[0].ToArray().Select(_ => new SeasonalMeans(_history.Calendar.Length))],
            new int[values.Rows + 1],
            months * _month
        );
    }

    private string[] Given(List<Covariate> covariates, int origin) =>
        [.. covariates.Where(covariate => IsGiven(covariate, origin)).Select(covariate => covariate.Variable)];

    private bool Reaches(List<Covariate> covariates, int origin) =>
        covariates.Any(covariate =>
        {
            var first = Math.Max(0, origin - (Lags * covariate.Width));
            return IsGiven(covariate, origin)
                && 2 * Enumerable.Range(first, origin - first).Max(t => Known(covariate.Values[t])) >= _history.Locations;
        });

    private bool IsGiven(Covariate covariate, int origin) => covariate.Known[origin] > origin * _history.Locations / 2;

    private Grid Read(Panel panel, string variable, int? only = null) =>
        WeatherValues.Read(panel, variable, _history.Begin, _history.Periods, only);

    private static int Known(ReadOnlySpan<double> row) => row.Length - Missing(row);

    private static int Missing(ReadOnlySpan<double> row)
    {
        var missing = 0;
        foreach (var value in row)
        {
            missing += double.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }
}

/// <summary>A variable and what is normal of it.</summary>
/// <param name="Variable">Its name.</param>
/// <param name="Values">Periods × locations.</param>
/// <param name="Normals">Per location.</param>
/// <param name="Known">By origin, how many values were known before it.</param>
/// <param name="Width">Over how many periods a departure is a mean.</param>
internal sealed record Covariate(string Variable, Grid Values, SeasonalMeans[] Normals, int[] Known, int Width);
