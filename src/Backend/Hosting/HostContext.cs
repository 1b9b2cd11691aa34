using MalariaPredictor.Backend.Errors;

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
