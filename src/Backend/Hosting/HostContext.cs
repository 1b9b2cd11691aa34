using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Hosting;

/// <summary>
/// What a command takes from outside besides its arguments: the environment variables and the clock. Tests bring their own.
/// </summary>
/// <param name="Variable">An environment variable's value, or null where it is not set.</param>
/// <param name="Clock">The time.</param>
public sealed record HostContext(Func<string, string?> Variable, TimeProvider Clock)
{
    public static HostContext OfThisProcess() => new(Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>The validated options.</summary>
    /// <exception cref="UserFacingException">A variable holds a bad value.</exception>
    public BackendOptions Options() => BackendOptions.Read(Variable);
}

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
