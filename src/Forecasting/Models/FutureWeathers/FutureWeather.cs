using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Numerics;
using MalariaPredictor.Forecasting.Models.Replays;
using MalariaPredictor.Forecasting.Models.Weights;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.FutureWeathers;

/// <summary>
/// What weather after the origin would change, learned from what it did: per horizon a ridge regression (<see cref="RidgeEquations"/>) of
/// the errors that the ensemble made at past origins on what was new in the weather that followed them (<see cref="Departures"/>), up to a
/// month before the target. The forecasts themselves know nothing of it and stay as they are: weather that is as expected, or not given,
/// corrects by nothing. Whether it would have helped is judged at each past origin by what had been learned until then.
/// </summary>
internal sealed class FutureWeather
{
    private const double HalfLife = 60;
    private const double LongestError = 1.5;

    private readonly CaseHistory _history;
    private readonly WeightedPoints[] _points;
    private readonly FutureSpan[] _spans;
    private readonly Departures[] _departures;
    private readonly double[][] _coefficients;
    private readonly ClimateSwitch[] _switches;

    public FutureWeather(Panel panel, CaseHistory history, WeightedPoints[] points, IReadOnlyList<string> variables)
    {
        var month = (int)Math.Round(history.Calendar.Length / 12.0);
        (_history, _points, _spans) = (history, points, Array.ConvertAll(history.Horizons, horizon => new FutureSpan(horizon, month)));
        _departures = [.. variables.Select(variable => new Departures(panel, variable, history, month, _spans.Max(span => span.Reach)))];
        _coefficients = new double[_spans.Length][];
        _switches = Array.ConvertAll(_spans, _ => new ClimateSwitch(history.Calendar.Length));
        Replay();
    }

    /// <summary>Whether weather after the last origin counts at the horizon of that index.</summary>
    public FutureUse Use(int horizon)
    {
        var (span, error) = (_spans[horizon], _switches[horizon].RelativeError);
        var state =
            span.Reach == 0 ? FutureState.OutOfReach
            : _departures.Length == 0 ? FutureState.NotGiven
            : error < 1 ? FutureState.Used
            : FutureState.NoBetter;
        return new FutureUse(span.Horizon, span.Reach, state, error);
    }

    /// <summary>What other weather adds to the point at a horizon, on log(1 + cases); exactly 0 where it says nothing new.</summary>
    public double Correction(Panel other, int horizon, int location)
    {
        if (Use(horizon).State != FutureState.Used)
        {
            return 0;
        }

        var row = Row(horizon, (departures, stretch) => departures.New(other, location, stretch));
        return Math.Clamp(Dot(_coefficients[horizon], row), -LongestError, LongestError);
    }

    private void Replay()
    {
        var kept = Forgetting.PerPeriod(HalfLife, _history.Calendar.Length);
        var equations = Array.ConvertAll(_spans, span => new RidgeEquations(Features(span), kept));
        var learned = Array.ConvertAll(_spans, span => new double[_history.Periods + 1][]);
        for (var origin = 1; origin <= _history.Periods; origin++)
        {
            Array.ForEach(_departures, departures => departures.Reveal(origin - 1));
            for (var j = 0; j < _spans.Length && origin >= _history.FirstOrigin; j++)
            {
                if (_spans[j].Reach > 0 && _departures.Length > 0)
                {
                    Learn(equations[j], learned[j], j, origin - _spans[j].Horizon);
                    learned[j][origin] = Solved(equations[j]);
                    _coefficients[j] = learned[j][origin];
                }
            }
        }
    }

    private void Learn(RidgeEquations equations, double[][] learned, int horizon, int origin)
    {
        if (origin < _history.FirstOrigin)
        {
            return;
        }

        var (with, without, count) = (0.0, 0.0, 0);
        equations.Begin();
        for (var i = 0; i < _history.Locations; i++)
        {
            var error = _history.Actual(origin, horizon, i) - _points[horizon].Points[origin, i];
            if (!double.IsNaN(error))
            {
                var row = Row(horizon, (departures, stretch) => departures.New(origin, i, stretch));
                equations.Add(row, 1, Math.Clamp(error, -LongestError, LongestError));
                (with, without, count) = (with + Math.Abs(error - Dot(learned[origin], row)), without + Math.Abs(error), count + 1);
            }
        }

        equations.End();
        if (count > 0)
        {
            _switches[horizon].Learn(with / count, without / count);
        }
    }

    private double[] Row(int horizon, Func<Departures, (int First, int Last), double> value)
    {
        var span = _spans[horizon];
        var row = new double[Features(span)];
        row[0] = 1;
        for (var k = 1; k < row.Length; k++)
        {
            row[k] = value(_departures[(k - 1) / span.Count], span[(k - 1) % span.Count]);
        }

        return row;
    }

    private int Features(FutureSpan span) => 1 + (_departures.Length * span.Count);

    private static double[] Solved(RidgeEquations equations)
    {
        var solution = new double[equations.Features];
        if (equations.Any)
        {
            equations.Solve(solution);
        }

        return solution;
    }

    // The constant is what the errors lean to whatever the weather: it belongs to no scenario.
    private static double Dot(double[] coefficients, double[] row)
    {
        var sum = 0.0;
        for (var k = 1; k < row.Length; k++)
        {
            sum += coefficients[k] * row[k];
        }

        return sum;
    }
}
