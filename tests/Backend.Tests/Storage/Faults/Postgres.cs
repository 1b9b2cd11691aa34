using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Storage.Faults;

/// <summary>A test of PostgreSQL alone: left out where there is no server, except in CI.</summary>
internal static class Postgres
{
    public static void Needed()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && PostgresServer.Missing is { } missing)
        {
            Assert.Skip(missing);
        }
    }

    /// <summary>A test of what is otherwise on a server with TimescaleDB: left out on such a one, which no run of CI has.</summary>
    public static void WithoutTimescaleNeeded() =>
        Assert.SkipWhen(PostgresServer.HasTimescale, "this server has TimescaleDB (TIMESCALEDB=true)");

    /// <summary>A test of TimescaleDB: run by name, and then with the extension.</summary>
    public static void TimescaleNeeded() =>
        PostgresServer.HasTimescale.ShouldBeTrue("Set TIMESCALEDB=true, on a machine that has the extension.");
}
