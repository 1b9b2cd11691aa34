using System.Globalization;
using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>
/// The whole way from what happens in the backend to what a person reads: real backend, Prometheus, Alertmanager, a webhook.
/// </summary>
public sealed class AlertingTests
{
    [Fact]
    public async Task What_goes_wrong_in_the_backend_reaches_a_person()
    {
        await using var channel = await SlackChannel.Open();
        await using var tls = await TlsServer.Start(TimeProvider.System.GetUtcNow().AddDays(5));
        using var old = await OldForecasts();
        old.Set("PUBLIC_URL", $"https://localhost:{tls.Port}");
        using var empty = new TestDatabase();
        await using var served = await ServedApp.Start(old);
        await served.Services.GetRequiredService<CertificateWatch>().CheckAsync(TestContext.Current.CancellationToken);

        await using (var watch = await Watch.Over([served], channel))
        {
            // Years without a report, forecasts as old, and two districts in five without one.
            await watch.Fires("DataStale", "ForecastsOld", "ForecastsMissing", "CertificateExpires");
            (await watch.Firing()).ShouldNotContain("MalariaPredictorNotReady");
            await Until(() =>
                channel.Messages.Any(message => message.Contains("docs/runbooks/alerts.md#datastale", StringComparison.Ordinal))
            );
        }

        await using var unready = await ServedApp.Start(empty);
        await using (var watch = await Watch.Over([unready], channel))
        {
            using var enough = new CancellationTokenSource();
            var asking = Ask(unready, enough.Token);
            await watch.Fires("MalariaPredictorNotReady", "HighErrorRate", "ErrorBudgetBurnsFast");
            await enough.CancelAsync();
            await asking;
            await unready.Stop();
            await watch.Fires("MalariaPredictorDown");
            await Until(() =>
                channel.Messages.Any(message =>
                    message.StartsWith("<!channel>\nFiring: Malaria Predictor is down", StringComparison.Ordinal)
                )
            );
        }
    }

    /// <summary>Of years ago, and of a country where nobody but three districts has reported more than two months.</summary>
    private static async Task<TestDatabase> OldForecasts()
    {
        var database = new TestDatabase(new FakeTimeProvider(DateTimeOffset.Parse("2024-01-15T00:00:00Z", CultureInfo.InvariantCulture)));
        await database.Must("migrate", "up");
        await database.Import(
            string.Join(
                '\n',
                TinyCountry
                    .Observations()
                    .Split('\n')
                    .Where(line =>
                        (!line.Contains("\"Akoro\"", StringComparison.Ordinal) && !line.Contains("\"Dunga\"", StringComparison.Ordinal))
                        || line.StartsWith("2023-12", StringComparison.Ordinal)
                    )
            )
        );
        await database.Must("train");
        await database.Must("forecast");
        return database;
    }

    private static async Task Ask(ServedApp app, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var answer = await app.Get("/api/v1/forecasts/Akoro");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task Until(Func<bool> seen)
    {
        for (var i = 0; i < 150 && !seen(); i++)
        {
            await Task.Delay(200);
        }

        seen().ShouldBeTrue("no message came");
    }
}
