using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>What every connector is made with.</summary>
/// <param name="Database">Where data are stored.</param>
/// <param name="Clock">The time.</param>
/// <param name="Variable">An environment variable's value, or null where it is not set.</param>
internal sealed record SourceTools(Database Database, TimeProvider Clock, Func<string, string?> Variable)
{
    /// <summary>How long a service may take to begin its answer, or between two pieces of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Asks a service over HTTP. A connector keeps one for its life.</summary>
    public SourceHttp Http(string source) => new(source, Clock, Timeout);

    /// <summary>A key, from a variable or the file that its twin ending in <c>_FILE</c> names; null where neither is set.</summary>
    public string? Key(string name) => Secret.Read(name, Variable);

    /// <summary>
    /// The address of a service: the sources file's, else the variable's, else the usual one. Addresses that the service has left, or that
    /// are web sites and no service, are refused with the right one.
    /// </summary>
    /// <param name="section">The source's part of the file; its key is <c>url</c>.</param>
    /// <param name="variable">Such as <c>ERA5_API_URL</c>.</param>
    /// <param name="usual">Where the service is.</param>
    /// <param name="outdated">Whether an address is one of those, and why.</param>
    /// <exception cref="UserFacingException">It is no address, or an outdated one.</exception>
    public Uri Address(SettingsSection? section, string variable, string usual, Func<Uri, string?> outdated)
    {
        var set = Variable(variable) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        var address =
            section?.Address("url")
            ?? (
                set is null
                    ? new Uri(usual)
                    : SettingsSection.ParseAddress(set)
                        ?? throw new UserFacingException($"{variable} is '{set}', which is no address.", SettingsSection.AddressRemedy)
            );
        return outdated(address) is { } why
            ? throw new UserFacingException(
                $"{(section?.Has("url") == true ? "url" : variable)} is '{address}': {why}",
                $"Set it to {usual}, or leave it unset."
            )
            : address;
    }
}
