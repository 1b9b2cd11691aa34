namespace MalariaPredictor.Backend.Simulation;

/// <summary>Seeded chance: the same seed throws the same, on any machine.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Evenly between two bounds.</summary>
    public double Between(double low, double high) => low + ((high - low) * _random.NextDouble());

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public int Whole(int below) => _random.Next(below);

    /// <summary>Standard normal (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Gamma with mean 1 (Marsaglia and Tsang); the larger the shape, the less it varies.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
        {
            // Boosted to a shape above one, and brought back by a power of chance.
            return Gamma(shape + 1) * (shape + 1) / shape * Math.Pow(1 - _random.NextDouble(), 1 / shape);
        }

        var d = shape - (1d / 3);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v / shape;
            }
        }
    }

    /// <summary>A count around a mean; beyond 50 a rounded normal is as good.</summary>
    public double Poisson(double mean)
    {
        if (mean > 50)
        {
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var (count, product, limit) = (0, 1 - _random.NextDouble(), Math.Exp(-mean));
        while (product > limit)
        {
            count++;
            product *= 1 - _random.NextDouble();
        }

        return count;
    }
}
