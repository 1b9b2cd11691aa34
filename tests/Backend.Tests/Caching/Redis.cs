using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Caching;

/// <summary>A test with a real Redis: left out where there is none, except in CI.</summary>
internal static class Redis
{
    public static void Needed()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && RedisServer.Missing is { } missing)
        {
            Assert.Skip(missing);
        }
    }
}
