using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// Announces the service to CHAP and keeps it announced: CHAP forgets a service that has not pinged for 30 seconds. Whatever goes wrong
/// is logged and tried again, and never stops the serving.
/// </summary>
internal sealed partial class Registration(
    RegistrationOptions options,
    ServiceDescription description,
    IHostApplicationLifetime life,
    IServer server,
    HttpClient http,
    TimeProvider clock,
    ILogger<Registration> logger
) : BackgroundService
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private string Mine => $"/v2/services/{description.Id}";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Farewell);
        await TryAsync("deregister", HttpMethod.Delete, Mine, null, timeout.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // CHAP asks back as soon as it hears of a service: only one that answers already may announce itself.
        await life.StartedAsync(cancellationToken);
        for (var registered = false; !cancellationToken.IsCancellationRequested; )
        {
            registered = registered ? await PingAsync(cancellationToken) : await RegisterAsync(cancellationToken);
            await Task.Delay(Between, clock, cancellationToken);
        }
    }

    private async Task<bool> RegisterAsync(CancellationToken cancellationToken)
    {
        var self = options.SelfAt(new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        var done =
            await TryAsync("register", HttpMethod.Post, "/v2/services/$register", new { url = self, info = description }, cancellationToken)
                is { } status
            && (int)status < 300;
        if (done)
        {
            Log.Registered(logger, options.Chap, self);
        }

        return done;
    }

    /// <summary>False where CHAP has forgotten the service, after a restart of its own.</summary>
    private async Task<bool> PingAsync(CancellationToken cancellationToken) =>
        await TryAsync("ping", HttpMethod.Put, Mine + "/$ping", null, cancellationToken) is not HttpStatusCode.NotFound;

    private async Task<HttpStatusCode?> TryAsync(
        string what,
        HttpMethod method,
        string path,
        object? body,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var request = new HttpRequestMessage(method, options.At(path));
            if (options.Key is { } key)
            {
                request.Headers.Add("X-Service-Key", key);
            }

            request.Content = body is null ? null : JsonContent.Create(body, options: Form);
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                Log.Refused(logger, what, options.Chap, (int)response.StatusCode);
            }

            return response.StatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Unreachable(logger, what, options.Chap, failure.Message);
            return null;
        }
        catch (OperationCanceledException) when (method == HttpMethod.Delete)
        {
            // The time for a farewell is over: CHAP forgets a silent service by itself.
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Registered with CHAP at {Chap} as {Self}")]
        public static partial void Registered(ILogger logger, Uri chap, string self);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "CHAP at {Chap} refused to {What}: {Status}. Check CHAP_SERVICE_KEY; trying again"
        )]
        public static partial void Refused(ILogger logger, string what, Uri chap, int status);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "CHAP at {Chap} could not be reached to {What}: {Reason}. Check CHAP_URL; trying again"
        )]
        public static partial void Unreachable(ILogger logger, string what, Uri chap, string reason);
    }
}

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
