using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>A database of its own, filled through the very commands a user runs; deleted afterwards.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly Dictionary<string, string> _variables;

    public TestDatabase(TimeProvider? clock = null)
    {
        Folder = Directory.CreateTempSubdirectory("malaria-web-").FullName;
        _variables = new(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = $"sqlite://{Folder}/test.db",
            ["METRICS_PORT"] = "0",
            ["RELEASE_ID"] = "release-under-test",
            ["DRAIN_SECONDS"] = "0",
            ["LOG_LEVEL"] = "warning",
            ["FEATURE_BACKGROUND_JOBS"] = "false",
        };
        HostContext = new HostContext(name => _variables.GetValueOrDefault(name), clock ?? TimeProvider.System);
    }

    public string Folder { get; }

    public HostContext HostContext { get; }

    /// <summary>Sets an environment variable for the commands run here.</summary>
    public void Set(string variable, string value) => _variables[variable] = value;

    /// <summary>Schema, tiny country, champion and forecasts.</summary>
    public static async Task<TestDatabase> Forecast()
    {
        var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations());
        await database.Must("train");
        await database.Must("forecast");
        return database;
    }

    /// <summary>Imports a CSV text with the tiny country's boundaries.</summary>
    public async Task Import(string observations)
    {
        var (csv, geo) = (Path.Combine(Folder, "observations.csv"), Path.Combine(Folder, "boundaries.geojson"));
        await File.WriteAllTextAsync(csv, observations);
        await File.WriteAllTextAsync(geo, TinyCountry.Boundaries());
        await Must("import", csv, "--boundaries", geo);
    }

    /// <summary>Runs a command that has to succeed; returns what it printed.</summary>
    public async Task<string> Must(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);
        code.ShouldBe(0, $"{string.Join(' ', arguments)} printed {output} {error}");
        return output;
    }

    public async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Root.RunAsync(arguments, HostContext, output, error);
        return (code, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
