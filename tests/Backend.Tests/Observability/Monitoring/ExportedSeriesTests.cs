using MalariaPredictor.Backend.Observability;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace MalariaPredictor.Backend.Tests.Observability.Monitoring;

/// <summary>An alert on a series that nobody exports never fires, and nobody notices.</summary>
public sealed class ExportedSeriesTests
{
    [Fact]
    public async Task Every_series_and_label_in_a_rule_or_a_dashboard_is_exported()
    {
        await using var tls = await TlsServer.Start(DateTimeOffset.UnixEpoch.AddYears(60));
        using var database = await PastForecast();
        database.Set("FEATURE_BACKGROUND_JOBS", "true");
        database.Set("BACKUP_DIR", database.Folder);
        database.Set("PUBLIC_URL", $"https://localhost:{tls.Port}");
        database.Set("ERA5_API_KEY", "a-token");
        await using var app = await ServedApp.Start(database);
        await StoreAPartAsync(app.Services.GetRequiredService<Database>());
        await app.Services.GetRequiredService<CertificateWatch>().CheckAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<VerificationWatcher>().CheckAsync(TestContext.Current.CancellationToken);
        await app.Text("/api/v1/forecasts/Akoro");
        using var client = new HttpClient();
        var exported = new Exposition(
            await client.GetStringAsync(new Uri($"http://127.0.0.1:{app.MetricsPort}/metrics"), TestContext.Current.CancellationToken)
        );

        exported
            .MissingFor("""nobody_exports_this{job="x"} + malaria_ready{nolabel="y"}""", [])
            .ShouldBe(["nobody_exports_this", "malaria_ready by nolabel"]);
        exported.MissingFor(MonitoringFiles.Rules, MonitoringFiles.Recorded).ShouldBeEmpty();
        foreach (var (panel, query) in MonitoringFiles.Queries())
        {
            query.ShouldContain("{", customMessage: $"{panel} asks for a series of every environment");
            exported.MissingFor(query, MonitoringFiles.Recorded).ShouldBeEmpty(panel);
        }
    }

    [Fact]
    public async Task The_certificate_that_the_public_sees_is_exported_with_its_end_whoever_signed_it()
    {
        var expires = DateTimeOffset.UnixEpoch.AddDays(25_000);
        await using var tls = await TlsServer.Start(expires);
        using var database = new TestDatabase();
        database.Set("PUBLIC_URL", $"https://localhost:{tls.Port}");
        await using var app = await ServedApp.Start(database);

        await app.Services.GetRequiredService<CertificateWatch>().CheckAsync(TestContext.Current.CancellationToken);

        using var client = new HttpClient();
        var text = await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{app.MetricsPort}/metrics"),
            TestContext.Current.CancellationToken
        );
        text.ShouldContain($$"""malaria_certificate_expiry_timestamp_seconds{host="localhost"} {{expires.ToUnixTimeSeconds()}}""");
        text.ShouldContain("malaria_ready 0");
        text.ShouldNotContain("\nmalaria_data_locations ", customMessage: "what is not known has no value");
    }

    private static Task<int> StoreAPartAsync(Database database) =>
        database.WriteAsync(
            async connection =>
            {
                var part = new SourcePart("2024-01", new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 31), "any");
                await StoredParts.NoteAsync(
                    connection,
                    "era5",
                    part,
                    new FetchedPart("final", IsFinal: true),
                    DateTimeOffset.UnixEpoch,
                    ""
                );
                return 0;
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>Forecasts of which two months have been reported since.</summary>
    private static async Task<TestDatabase> PastForecast()
    {
        var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations(TinyCountry.Months - 2));
        await database.Must("train");
        await database.Must("forecast");
        await database.Import(TinyCountry.Observations());
        await database.Must("forecast");
        return database;
    }
}
