using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>The settings of a process, read once from environment variables and valid by construction.</summary>
/// <param name="Database">DATABASE_URL; by default <c>malaria.db</c> in the current directory.</param>
public sealed record BackendOptions(DatabaseUrl Database)
{
    /// <exception cref="UserFacingException">A variable holds a bad value: its name, the expected shape and the remedy.</exception>
    public static BackendOptions Read(Func<string, string?> variable) =>
        new(
            DatabaseUrl.Parse(
                Secret.Read(DatabaseUrl.Variable, variable),
                Secret.Read("DATABASE_PASSWORD", variable),
                PoolOptions.Read(variable)
            )
        );
}
