using System.Reflection;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Servers;
using Xunit.Sdk;
using Xunit.v3;

namespace MalariaPredictor.Backend.Tests.Storage;

/// <summary>Runs a theory once on each kind of database; the rest of its arguments are given here.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class DatabasesAttribute(params object[] arguments) : DataAttribute
{
    public IReadOnlyList<object> Arguments { get; } = arguments;

    /// <summary>In CI nothing is left out: a server that is missing there is a failure.</summary>
    private static readonly string? Skipped = Environment.GetEnvironmentVariable("CI") == "true" ? null : PostgresServer.Missing;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow([Dialect.Sqlite, .. Arguments]), new TheoryDataRow([Dialect.Postgres, .. Arguments]) { Skip = Skipped }]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
