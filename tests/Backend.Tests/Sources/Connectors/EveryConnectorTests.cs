using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

/// <summary>
/// What every connector owes when the service or the network fails: nothing is stored partially or twice, one message says source and
/// remedy, and the next run goes on. A connector's tests derive from this and bring its stub.
/// </summary>
public abstract class EveryConnectorTests
{
    /// <summary>Of a status, its code; else the kind. The last two spoil answers of which only their reader can tell.</summary>
    public static TheoryData<string> Faults { get; } =
    ["401", "403", "404", "409", "429", "429 7200", "500", "503", "Hang", "Disconnect", "Html", "CutOff", "Truncated", "Corrupt"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<ConnectorStage> StageAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failing_service_loses_and_doubles_nothing_and_the_next_run_goes_on(string fault)
    {
        await using var stage = await StageAsync();
        var before = await stage.ValuesAsync();
        stage.Stub.Faults = _ => Parse(fault);
        var failure = await Record.ExceptionAsync(() => stage.RunAsync(Token));
        if (failure is not null)
        {
            var told = failure.ShouldBeOfType<UserFacingException>();
            told.Message.ShouldStartWith(stage.Source.Name);
            told.Remedy.ShouldNotBeEmpty();
            told.Line.ShouldNotContain("   at ");
        }

        (await stage.ValuesAsync()).ShouldBe(before, "nothing may be stored from a failing service");
        stage.Stub.Faults = null;
        (await stage.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        var stored = await stage.ValuesAsync();
        (await stage.RunAsync(Token)).New.ShouldBe(0);
        (await stage.ValuesAsync()).ShouldBe(stored);
    }

    [Fact]
    public async Task What_fails_now_and_then_is_fetched_all_the_same()
    {
        await using var stage = await StageAsync();
        var asked = 0;
        stage.Stub.Faults = _ =>
            (Interlocked.Increment(ref asked) % 3) switch
            {
                1 => Fault.Of(503, "1"),
                2 => new Fault(FaultKind.CutOff),
                _ => Fault.None,
            };
        (await stage.RunAsync(Token)).New.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_run_that_is_stopped_anywhere_is_finished_by_the_next_with_the_same_result()
    {
        await using var whole = await StageAsync();
        await whole.RunAsync(Token);
        var expected = await whole.ValuesAsync();
        var requests = whole.Stub.Requests.Count;
        await using var stage = await StageAsync();
        for (var stop = 1; stop <= requests; stop += Math.Max(1, requests / 8))
        {
            using var stopped = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var (seen, at) = (0, stop);
            stage.Stub.Faults = _ =>
            {
                if (Interlocked.Increment(ref seen) == at)
                {
                    stopped.Cancel();
                }

                return Fault.None;
            };
            await Record.ExceptionAsync(() => stage.RunAsync(stopped.Token));
        }

        stage.Stub.Faults = null;
        await stage.RunAsync(Token);
        (await stage.ValuesAsync()).ShouldBe(expected);
    }

    private static Fault Parse(string fault) =>
        fault.Split(' ') is [var status, .. var wait] && int.TryParse(status, out var code)
            ? Fault.Of(code, wait is [var seconds] ? seconds : null)
            : new Fault(Enum.Parse<FaultKind>(fault));
}

/// <summary>A connector, the stub of its service, and a database with what it needs.</summary>
internal sealed class ConnectorStage(Scratch scratch, ServiceStub stub, IConnector source, SourceCatalog catalog, HastyClock clock)
    : IAsyncDisposable
{
    public static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(1);

    public Scratch Scratch => scratch;

    public ServiceStub Stub => stub;

    public IConnector Source => source;

    public HastyClock Clock => clock;

    public Task<IngestionReport> RunAsync(CancellationToken cancellationToken) =>
        new Ingestor(scratch.Database, catalog, clock).RunAsync(source, _ => Task.CompletedTask, cancellationToken);

    /// <summary>Every stored value with its place and period, without when it was recorded.</summary>
    public Task<string> ValuesAsync() =>
        scratch.Database.ReadAsync(
            async connection =>
                string.Join(
                    '\n',
                    await connection.QueryAsync<string>(
                        """
                        SELECT l.name || ' ' || v.name || ' ' || o.period_ordinal || ' ' || COALESCE(CAST(o.value AS TEXT), '-')
                            || ' ' || COUNT(*)
                        FROM observation o JOIN location l ON l.id = o.location_id JOIN variable v ON v.id = o.variable_id
                        GROUP BY l.name, v.name, o.period_ordinal, o.value ORDER BY 1
                        """
                    )
                ),
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        await stub.DisposeAsync();
        scratch.Dispose();
    }
}
