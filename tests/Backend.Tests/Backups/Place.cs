using Dapper;
using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests.Backups;

/// <summary>A database with a folder for backups, used through the commands alone.</summary>
internal sealed class Place : IDisposable
{
    private static readonly string[] Tables =
    [
        "source_file",
        "location",
        "variable",
        "observation",
        "model_version",
        "model_alias",
        "forecast_run",
        "forecast",
    ];
    private readonly Scratch _scratch;
    private readonly Dictionary<string, string> _variables;

    private Place(Scratch scratch)
    {
        _scratch = scratch;
        _variables = new(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = scratch.Url,
            ["BACKUP_DIR"] = Backups,
            ["METRICS_PORT"] = "0",
            ["DRAIN_SECONDS"] = "0",
            ["LOG_LEVEL"] = "warning",
        };
    }

    public string Folder => _scratch.Folder;

    /// <summary>Of SQLite.</summary>
    public string DatabaseFile => Path.Combine(Folder, "test.db");

    public string Backups => Path.Combine(Folder, "backups");

    public string Newest => Directory.GetFiles(Backups).Order(StringComparer.Ordinal).Last();

    public FakeTimeProvider Clock => _scratch.Clock;

    public static async Task<Place> EmptyAsync(Dialect on) => new(await Scratch.EmptyAsync(on));

    public static async Task<Place> WithForecastAsync(Dialect on)
    {
        var place = await EmptyAsync(on);
        await place.Must("migrate", "up");
        await place.Import(TinyCountry.Observations());
        await place.Must("train");
        await place.Must("forecast");
        return place;
    }

    public string? Variable(string name) => _variables.GetValueOrDefault(name);

    public void Set(string name, string value) => _variables[name] = value;

    public Task Import(string observations) => Must("import", _scratch.Write("observations.csv", observations));

    public async Task<string> Must(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);
        code.ShouldBe(ExitCode.Done, $"{string.Join(' ', arguments)}: {output} {error}");
        return output;
    }

    /// <summary>What it said on stderr, which is one sentence and its remedy.</summary>
    public async Task<string> Fails(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);
        code.ShouldBe(ExitCode.Failed, $"{string.Join(' ', arguments)}: {output} {error}");
        error.ShouldNotContain("   at ");
        return error;
    }

    /// <summary>Everything that is stored, table by table.</summary>
    public async Task<string> TablesAsync()
    {
        await using var connection = await _scratch.Database.OpenAsync();
        var text = new List<string>();
        foreach (var table in Tables)
        {
            var rows = await connection.QueryAsync($"SELECT * FROM {table}");
            text.Add(table);
            text.AddRange(
                rows.Select(row =>
                        string.Join(
                            '|',
                            ((IDictionary<string, object?>)row).OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => cell.Value)
                        )
                    )
                    .Order(StringComparer.Ordinal)
            );
        }

        return string.Join('\n', text);
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>An instance on this database, by a real clock.</summary>
    public Task<ServedApp> ServeAsync() =>
        ServedApp.Start(new HostContext(name => _variables.GetValueOrDefault(name), TimeProvider.System));

    /// <summary>The same, as a process of its own.</summary>
    public Task<ServedProcess> ServeApartAsync() => ServedProcess.StartAsync(_variables);

    /// <summary>Keeps everybody else from a table until it is disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string table)
    {
        var connection = await _scratch.Database.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", transaction: transaction);
        return connection;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await _scratch.Database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    public async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Root.RunAsync(arguments, new HostContext(name => _variables.GetValueOrDefault(name), Clock), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
