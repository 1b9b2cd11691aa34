using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class VintageTests
{
    [Theory, Databases]
    public async Task A_past_forecast_is_made_again_bit_for_bit_after_corrections_and_another_champion(Dialect on)
    {
        using var scratch = await ForecastAsync(on, "ensemble");
        scratch.Clock.Advance(TimeSpan.FromDays(40));
        await scratch.ImportAsync(TinyCountry.Observations(seed: 8) + "2024-01,Akoro,90,10000,1,1\n");
        await PromoteAsync(scratch, "srp");
        (await Cli.RunAsync(scratch, "forecast")).Code.ShouldBe(0);

        var (code, output, error) = await Cli.RunAsync(scratch, "forecast", "--as-of", "2026-01-02", "--json");

        (code, error).ShouldBe((0, ""));
        using var replayed = JsonDocument.Parse(output);
        replayed.RootElement.GetProperty("same").GetBoolean().ShouldBeTrue();
        replayed.RootElement.GetProperty("storedRun").GetInt64().ShouldBe(1);
        replayed.RootElement.GetProperty("origin").GetString().ShouldBe("2023-12");
        replayed.RootElement.GetProperty("model").GetProperty("algorithm").GetString().ShouldBe("ensemble");
        replayed.RootElement.GetProperty("forecasts").GetArrayLength().ShouldBe(15);
        (await scratch.CountAsync("forecast_run")).ShouldBe(2);
    }

    [Theory, Databases]
    public async Task A_stored_forecast_that_was_changed_by_hand_is_told_and_fails(Dialect on)
    {
        using var scratch = await ForecastAsync(on, "srp");
        await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync(
                "UPDATE forecast SET quantiles = '9' || quantiles WHERE location_id = 1 AND horizon = 1 OR location_id = 2"
            );
        }

        var (code, output, _) = await Cli.RunAsync(scratch, "forecast", "--as-of", "2026-01-02");

        code.ShouldBe(1);
        output.ShouldContain("NOT the same as run 1");
    }

    [Fact]
    public async Task Before_anything_was_known_there_is_nothing_to_make_again_and_what_is_no_time_is_wrong_usage()
    {
        using var scratch = await ForecastAsync(Dialect.Sqlite, "srp");
        (await Cli.RunAsync(scratch, "forecast", "--as-of", "2025-12-31")).Error.ShouldContain("Nothing was known on 2025-12-31");
        (await Cli.RunAsync(scratch, "forecast", "--as-of", "last week")).Code.ShouldBe(2);
    }

    [Theory, Databases]
    public async Task An_import_in_flight_while_a_forecast_is_issued_never_enters_what_was_known_then(Dialect on)
    {
        using var scratch = await ForecastAsync(on, "srp");
        await IssueDuringAnImportAsync(scratch);
        await EveryRunIsMadeFromWhatWasKnownWhenItWasIssuedAsync(scratch);
    }

    [Theory, Databases]
    public async Task Whatever_is_imported_and_issued_at_once_the_data_as_of_each_run_stay_those_it_was_made_from(Dialect on)
    {
        using var scratch = await ForecastAsync(on, "srp");
        foreach (var round in Enumerable.Range(10, 4))
        {
            // The clock stands still: within one millisecond everything happens at once.
            var imports = Enumerable
                .Range(0, 2)
                .Select(file =>
                    Task.Run(
                        () =>
                            new Backend.Sources.Importer(scratch.Database, scratch.Clock).ImportAsync(
                                scratch.Write(
                                    $"{round}-{file}.csv",
                                    System.Text.Encoding.UTF8.GetBytes(TinyCountry.Observations(seed: (10 * round) + file))
                                )
                            ),
                        TestContext.Current.CancellationToken
                    )
                );
            var issues = Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Run(
                        () => new ForecastIssue(scratch.Database, scratch.Clock).RunAsync(default),
                        TestContext.Current.CancellationToken
                    )
                );
            await Task.WhenAll([.. imports, .. issues]);
        }

        await EveryRunIsMadeFromWhatWasKnownWhenItWasIssuedAsync(scratch);
    }

    private static async Task IssueDuringAnImportAsync(Scratch scratch)
    {
        await using var recording = await Recording.BeginAsync(scratch.Database, scratch.Clock, TestContext.Current.CancellationToken);
        await recording.AddSourceAsync("late.csv", "x", 1, simulated: true, "[]");

        // It reads what is known, and then waits to store its result until the import is done.
        scratch.Clock.Advance(TimeSpan.FromMinutes(1));
        var issuing = Task.Run(() => PromoteAndIssueAsync(scratch, "climatology"), TestContext.Current.CancellationToken);
        await Task.WhenAny(issuing, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        issuing.IsCompleted.ShouldBeFalse();
        await recording.CommitAsync(TestContext.Current.CancellationToken);
        await issuing;
    }

    private static async Task EveryRunIsMadeFromWhatWasKnownWhenItWasIssuedAsync(Scratch scratch)
    {
        await using var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken);
        var runs = (
            await connection.QueryAsync<(long IssuedAt, string Digest)>("SELECT issued_at, data_digest FROM forecast_run")
        ).ToList();
        runs.Count.ShouldBeGreaterThan(1);
        foreach (var (issuedAt, digest) in runs)
        {
            PanelDigest.Of((await KnownHistory.ReadAsync(scratch.Database, default, Instant.FromStored(issuedAt))).Panel).ShouldBe(digest);
        }
    }

    private static async Task<Scratch> ForecastAsync(Dialect on, string algorithm)
    {
        var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(TinyCountry.Observations());
        await PromoteAndIssueAsync(scratch, algorithm);
        return scratch;
    }

    private static async Task PromoteAndIssueAsync(Scratch scratch, string algorithm)
    {
        await PromoteAsync(scratch, algorithm);
        await new ForecastIssue(scratch.Database, scratch.Clock).RunAsync(default);
    }

    // As training does, without its back-test: which model is best is not the question here.
    private static async Task PromoteAsync(Scratch scratch, string algorithm)
    {
        var known = await KnownHistory.ReadAsync(scratch.Database, default);
        var draft = new ModelDraft(algorithm, "{}", PanelDigest.Of(known.Panel), "{}");
        await new ModelVersions(scratch.Database, scratch.Clock).PromoteAsync(draft, known.Seen, default);
    }
}
