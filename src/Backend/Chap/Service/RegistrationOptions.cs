using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>Where this service announces itself.</summary>
/// <param name="Chap">CHAP's base address.</param>
/// <param name="Key">The shared secret; null where CHAP asks for none.</param>
/// <param name="Self">The address at which CHAP reaches this service; null where it follows from the two below.</param>
/// <param name="Host">The name of this machine as CHAP knows it: that of the container.</param>
public sealed record RegistrationOptions(Uri Chap, string? Key, Uri? Self, string Host)
{
    private const string Register = "/v2/services/$register";

    /// <summary>Reads CHAP_URL, CHAP_SERVICE_KEY and CHAP_SERVICE_URL, or the variables that CHAP's own compose files set.</summary>
    /// <param name="variable">Environment variables.</param>
    /// <returns>Null where no CHAP is named.</returns>
    /// <exception cref="UserFacingException">An address is none.</exception>
    public static RegistrationOptions? Read(Func<string, string?> variable)
    {
        var (name, text) = Value(variable, "CHAP_URL") is { } given
            ? ("CHAP_URL", given)
            : ("SERVICEKIT_ORCHESTRATOR_URL", Value(variable, "SERVICEKIT_ORCHESTRATOR_URL") ?? "");
        if (text.Length == 0)
        {
            return null;
        }

        var chap = Address(name, text.EndsWith(Register, StringComparison.Ordinal) ? text[..^Register.Length] : text);
        var self = Value(variable, "CHAP_SERVICE_URL");
        return new RegistrationOptions(
            chap,
            Value(variable, "CHAP_SERVICE_KEY") ?? Value(variable, "SERVICEKIT_REGISTRATION_KEY"),
            self is null ? null : Address("CHAP_SERVICE_URL", self),
            Value(variable, "SERVICEKIT_HOST") ?? System.Net.Dns.GetHostName()
        );
    }

    /// <summary>This service's own address, given the port it listens on; without a slash at its end, as CHAP appends paths.</summary>
    public string SelfAt(int port) => (Self?.AbsoluteUri ?? $"http://{Host}:{port}").TrimEnd('/');

    /// <summary>An address of CHAP's, below its base.</summary>
    public Uri At(string path) => new(Chap.AbsoluteUri.TrimEnd('/') + path);

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new UserFacingException($"{name} is '{text}'.", "Set it to an address such as http://chap:8000.");

    private static string? Value(Func<string, string?> variable, string name) =>
        variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
