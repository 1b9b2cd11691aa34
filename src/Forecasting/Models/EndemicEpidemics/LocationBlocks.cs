using MalariaPredictor.Forecasting.Models.Numerics;

namespace MalariaPredictor.Forecasting.Models.EndemicEpidemics;

/// <summary>
/// One step of Fisher's scoring for shared coefficients and those of each location. The information of a location's own coefficients is a
/// part of that of the shared ones, for they stand in the same places. Each location's are eliminated (Schur's complement) before the next
/// is looked at: with M its information and g its score by the shared coefficients, A and B the rows of its own (A with the prior's
/// precision added), the shared equations gain M − BᵀA⁻¹B and g − BᵀA⁻¹gₒ, and its own step is A⁻¹(gₒ − Bδ).
/// </summary>
internal sealed class LocationBlocks(int locations)
{
    private const int N = SeasonalRates.Shared;
    private const int Own = SeasonalRates.Own;

    private readonly double[] _matrix = new double[N * N];
    private readonly double[] _right = new double[N];
    private readonly double[] _step = new double[N];
    private readonly double[] _information = new double[N * N];
    private readonly double[] _score = new double[N];
    private readonly double[] _derivatives = new double[N];
    private readonly double[] _eliminated = new double[locations * Own * (N + 1)];
    private readonly Cholesky _shared = new(N);
    private readonly Cholesky _small = new(Own);

    /// <summary>Of the mean of the observation that is added next, by the shared coefficients.</summary>
    public Span<double> Derivatives => _derivatives;

    /// <summary>Forgets the last step.</summary>
    public void Clear()
    {
        Array.Clear(_matrix);
        Array.Clear(_right);
    }

    /// <summary>Begins a location.</summary>
    public void Begin()
    {
        Array.Clear(_information);
        Array.Clear(_score);
    }

    /// <summary>Adds an observation.</summary>
    /// <param name="weight">Its weight over its variance.</param>
    /// <param name="error">Count less mean.</param>
    public void Add(double weight, double error)
    {
        for (var k = 0; k < N; k++)
        {
            var weighted = weight * _derivatives[k];
            _score[k] += weighted * error;
            var line = _information.AsSpan(k * N, k + 1);
            for (var l = 0; l < line.Length; l++)
            {
                line[l] += weighted * _derivatives[l];
            }
        }
    }

    /// <summary>Ends a location: takes its own coefficients out of the equations.</summary>
    /// <param name="location">Its index.</param>
    /// <param name="own">Where they stand; their prior mean is 0.</param>
    /// <param name="precision">Of the prior.</param>
    public void End(int location, ReadOnlySpan<double> own, ReadOnlySpan<double> precision)
    {
        Span<double> block = stackalloc double[Own * Own];
        Span<double> column = stackalloc double[Own];
        var places = SeasonalRates.Places;
        for (var k = 0; k < Own; k++)
        {
            for (var l = 0; l < Own; l++)
            {
                block[(k * Own) + l] = Information(places[k], places[l]) + (k == l ? precision[k] : 0);
            }
        }

        for (var c = 0; c <= N; c++)
        {
            for (var k = 0; k < Own; k++)
            {
                column[k] = c < N ? Information(places[k], c) : _score[places[k]] - (precision[k] * own[k]);
            }

            _small.Factorize(block, column);
            _small.Solve(Eliminated(location, c));
        }

        for (var k = 0; k < N; k++)
        {
            _right[k] += _score[k] - Through(location, k, N);
            for (var l = 0; l <= k; l++)
            {
                _matrix[(k * N) + l] += _information[(k * N) + l] - Through(location, k, l);
            }
        }
    }

    /// <summary>Solves for the step of the shared coefficients.</summary>
    /// <param name="shared">Where they stand.</param>
    /// <param name="mean">The prior's mean.</param>
    /// <param name="precision">The prior's precision.</param>
    public void Solve(ReadOnlySpan<double> shared, ReadOnlySpan<double> mean, double precision)
    {
        for (var k = 0; k < N; k++)
        {
            _matrix[(k * N) + k] += precision;
            _right[k] -= precision * (shared[k] - mean[k]);
        }

        _shared.Factorize(_matrix, _right);
        _shared.Solve(_step);
    }

    /// <summary>Moves the shared coefficients, each by a bounded step.</summary>
    public void Move(Span<double> shared, double longest)
    {
        for (var k = 0; k < N; k++)
        {
            shared[k] += Math.Clamp(_step[k], -longest, longest);
        }
    }

    /// <summary>Moves a location's own coefficients, each by a bounded step.</summary>
    public void Move(int location, Span<double> own, double longest)
    {
        for (var k = 0; k < Own; k++)
        {
            var step = Eliminated(location, N)[k];
            for (var c = 0; c < N; c++)
            {
                step -= Eliminated(location, c)[k] * _step[c];
            }

            own[k] += Math.Clamp(step, -longest, longest);
        }
    }

    /// <summary>A⁻¹ times a column of B, or for the last one times the score.</summary>
    private Span<double> Eliminated(int location, int column) => _eliminated.AsSpan(((location * (N + 1)) + column) * Own, Own);

    private double Information(int row, int column) => _information[(Math.Max(row, column) * N) + Math.Min(row, column)];

    /// <summary>A row of Bᵀ times A⁻¹ times a column.</summary>
    private double Through(int location, int row, int column)
    {
        var sum = 0.0;
        for (var k = 0; k < Own; k++)
        {
            sum += Information(SeasonalRates.Places[k], row) * Eliminated(location, column)[k];
        }

        return sum;
    }
}
