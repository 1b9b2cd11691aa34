using System.Globalization;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Storage.Addresses;

/// <summary>How a process uses a database server.</summary>
/// <param name="MaxConnections">MAX_CONNECTIONS: at most so many at once, 1 to 1000; by default 20.</param>
/// <param name="ConnectionTimeout">CONNECTION_TIMEOUT: how many seconds opening one may take, 1 to 600; by default 15.</param>
public sealed record PoolOptions(int MaxConnections, int ConnectionTimeout)
{
    public static PoolOptions Default { get; } = new(20, 15);

    /// <exception cref="UserFacingException">A variable holds a bad value.</exception>
    public static PoolOptions Read(Func<string, string?> variable) =>
        new(
            Whole("MAX_CONNECTIONS", variable, Default.MaxConnections, 1000),
            Whole("CONNECTION_TIMEOUT", variable, Default.ConnectionTimeout, 600)
        );

    private static int Whole(string name, Func<string, string?> variable, int otherwise, int most) =>
        variable(name)?.Trim() is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new UserFacingException(
            $"{name} is '{text}'.",
            $"Set it to a whole number from 1 to {most}, or leave it unset for {otherwise}."
        );
}
