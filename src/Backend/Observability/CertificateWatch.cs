using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Prometheus;

namespace MalariaPredictor.Backend.Observability;

/// <summary>
/// Looks every hour when the certificate expires that the public sees at PUBLIC_URL, whoever ends TLS there. It looks only at the
/// date: an untrusted or expired certificate is exactly what must still be told.
/// </summary>
public sealed partial class CertificateWatch(
    PublicAddress address,
    RequestMetrics metrics,
    TimeProvider time,
    ILogger<CertificateWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Gauge _expiry = metrics.Factory.CreateGauge(
        "malaria_certificate_expiry_timestamp_seconds",
        "When the certificate seen at PUBLIC_URL expires.",
        new GaugeConfiguration { LabelNames = ["host"], SuppressInitialValue = true }
    );

    /// <summary>Looks once.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Timeout);
            _expiry.WithLabels(address.Host).Set((await ExpiryAsync(timeout.Token)).ToUnixTimeSeconds());
        }
        catch (Exception failure)
            when (failure is SocketException or IOException or AuthenticationException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            Log.NotSeen(logger, address.Host, failure.Message.ReplaceLineEndings(" "));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await CheckAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is stopping.
        }
    }

    private async Task<DateTimeOffset> ExpiryAsync(CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
#pragma warning disable CA5359 // Nothing is sent over this connection: it is made to read a date.
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancellationToken);
        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate of {Host} could not be looked at: {Reason}")]
        public static partial void NotSeen(ILogger logger, string host, string reason);
    }
}

/// <summary>Where the public reaches the service by TLS.</summary>
public sealed record PublicAddress(string Host, int Port);
