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
}
