using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Contracts;

/// <summary>What is put into service as one thing. Never changed once stored.</summary>
/// <param name="Id">Opaque, unique, sortable by age; the running release reports it.</param>
/// <param name="Commit">The source's commit, with a suffix for a modified tree.</param>
/// <param name="Artifact">The digest of the published folder.</param>
/// <param name="Schema">The database schemas it can run on.</param>
/// <param name="ConfigurationHash">Over <paramref name="Configuration"/>.</param>
/// <param name="Configuration">Environment variables; no secrets.</param>
/// <param name="Database">Where its data are, without credentials.</param>
/// <param name="Created">When it was put together.</param>
/// <param name="Image">Where its artifact is an image: the repository and the digest.</param>
/// <param name="Seal">Over all the others; null in a record of a version that did not seal.</param>
/// <param name="Sbom">The hash of what tells what the artifact is made of; null where there is none.</param>
/// <param name="Tests">What the checks said of its sources; null when they were not run on them.</param>
internal sealed record Release(
    string Id,
    string Commit,
    string Artifact,
    SchemaRange Schema,
    string ConfigurationHash,
    IReadOnlyDictionary<string, string> Configuration,
    string Database,
    DateTimeOffset Created,
    string? Image = null,
    string? Seal = null,
    string? Sbom = null,
    TestSummary? Tests = null
)
{
    [JsonIgnore]
    public SqlDialect Dialect =>
        Image is not null || Database.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) ? SqlDialect.Postgres : SqlDialect.Sqlite;

    /// <summary>True when the two would run alike: same code, same configuration.</summary>
    public bool SameAs(Release other) =>
        Artifact == other.Artifact && ConfigurationHash == other.ConfigurationHash && Commit == other.Commit;
}

internal sealed record SchemaRange(long Min, long Max);

/// <summary>What the checks said of the sources a release was built from.</summary>
/// <param name="Whole">True when every check passed, not only every test.</param>
/// <param name="Passed">Tests.</param>
/// <param name="Failed">Tests.</param>
/// <param name="Skipped">Tests.</param>
/// <param name="Ended">When.</param>
internal sealed record TestSummary(bool Whole, int Passed, int Failed, int Skipped, DateTimeOffset Ended)
{
    public static string Words(TestSummary? tests) => tests?.ToString() ?? "not tested: ./pipeline ci has not ended for these sources here";

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed, {Skipped} skipped on {Ended:yyyy-MM-dd HH:mm} "
        + $"UTC{(Whole ? "" : "; NOT WHOLE: a check failed")}";
}
