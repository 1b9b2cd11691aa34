using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Setup.Secrets;

/// <summary>A secret that only a person can supply: NAME holds it, or NAME_FILE names a file that does.</summary>
/// <param name="Name">Of the variable.</param>
/// <param name="Value">Null where it is not supplied; empty where its file cannot be read.</param>
internal sealed record SuppliedSecret(string Name, string? Value)
{
    public bool IsGiven => Value is not null;

    public static SuppliedSecret Read(string name, Func<string, string?> variable) => new(name, Secret.Read(name, variable));

    /// <exception cref="HeldException">Its file cannot be read, or is empty.</exception>
    public string Require() =>
        Value is { Length: > 0 }
            ? Value
            : throw new HeldException(
                $"{Name} is supplied by a file that is empty or cannot be read",
                $"Look at the file that {Name}_FILE names, and at its rights."
            );

    public static string HowTo(string name) => $"set {name}, or {name}_FILE to a file that holds it, and run this again";

    public static ResourceStatus Needed(string name, string what) => ResourceStatus.Held($"{name} is not set: {what}", HowTo(name));
}
