using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Commands;

/// <summary>What commands that listen have in common: a checked address and port, and a sentence where the port is taken.</summary>
internal static class ListenOptions
{
    public static void CheckAddress(this Option<string> host) =>
        host.Validators.Add(result =>
            Check(result, Address(result.GetValueOrDefault<string>()) is not null, "--host takes an IP address or localhost.")
        );

    public static void CheckPort(this Option<int> port) =>
        port.Validators.Add(result =>
            Check(
                result,
                result.Tokens.All(token => ushort.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)),
                "--port takes a number from 0 to 65535."
            )
        );

    public static IPAddress? Address(string? text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : null;

    /// <exception cref="UserFacingException">The port cannot be used.</exception>
    public static async Task StartAsync(WebApplication app, IPAddress host, int port, string command, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new UserFacingException(
                $"The port {port} on {host} cannot be used: {Cause(failure)}",
                $"Stop what uses it, or choose another: {command} --port {port + 1}.",
                failure
            );
        }
    }

    private static string Cause(Exception failure) =>
        (failure.GetBaseException() as SocketException)?.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? "another program uses it."
            : failure.GetBaseException().Message.ReplaceLineEndings(" ");

    private static void Check(SymbolResult result, bool good, string otherwise)
    {
        if (!good)
        {
            result.AddError(otherwise);
        }
    }
}
