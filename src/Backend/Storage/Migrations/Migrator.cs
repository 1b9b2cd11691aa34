using System.Data.Common;
using FluentMigrator.Runner;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>Moves a database from schema to schema. Several at once end well: they take turns.</summary>
public sealed class Migrator
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    public Migrator(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Applies whatever is not yet applied.</summary>
    public Task<MigrationReport> UpAsync(CancellationToken cancellationToken) =>
        WithLockAsync(
            async before =>
            {
                var pending = Pending(before.Version);
                if (pending.Count > 0)
                {
                    Run(runner => runner.MigrateUp(SchemaRange.Newest));
                }

                return Report(
                    before,
                    await StateAsync(),
                    pending.Count == 0
                        ? $"{_database.Name} has schema {before.Version}: nothing to do."
                        : $"{_database.Name} went from schema {before.Version} to {SchemaRange.Newest}."
                            + (before.Version == 0 ? await _database.Engine.RemarkAsync(cancellationToken) : "")
                );
            },
            cancellationToken
        );

    /// <summary>Takes steps back; refuses where that would delete rows of a table that <paramref name="discard"/> does not name.</summary>
    /// <param name="to">The schema to end at; null is one step down.</param>
    /// <param name="discard">The tables whose rows may be deleted.</param>
    /// <param name="cancellationToken">Ends the wait for another migrator.</param>
    public Task<MigrationReport> DownAsync(long? to, IReadOnlyCollection<string> discard, CancellationToken cancellationToken) =>
        WithLockAsync(
            async before =>
            {
                var target = to ?? Math.Max(before.Version - 1, 0);
                if (target < 0 || target > before.Version)
                {
                    throw new UserFacingException(
                        $"Schema {target} is not below {before.Version}.",
                        $"Give --to a number from 0 to {before.Version}."
                    );
                }

                if (before.Version > SchemaRange.Newest)
                {
                    throw new UserFacingException(
                        $"The database has schema {before.Version}, and this build knows the way down only from {SchemaRange.Newest}.",
                        "Use the release that brought it up."
                    );
                }

                var losses = (await DataLoss.OfAsync(_database, target))
                    .Where(loss => !discard.Contains(loss.Table, StringComparer.Ordinal))
                    .ToList();
                if (losses.Count > 0)
                {
                    return Report(
                        before,
                        before,
                        $"Refused: going down to schema {target} would delete {string.Join(", ", losses)}. "
                            + "If that is meant, name what may go: "
                            + $"{string.Join(' ', losses.Select(loss => $"--discard-data {loss.Table}"))}",
                        refused: true
                    );
                }

                Run(runner => runner.MigrateDown(target));
                return Report(before, await StateAsync(), $"{_database.Name} went from schema {before.Version} to {target}.");
            },
            cancellationToken
        );

    /// <summary>Where the schema stands; changes nothing and creates nothing.</summary>
    public async Task<MigrationReport> StatusAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = await StateAsync();
        var report = Report(
            state,
            state,
            $"{_database.Name}: "
                + (
                    _database.Exists
                        ? state.Problem ?? $"schema {state.Version}, ready."
                        : "not there yet. Run: malaria-predictor migrate up."
                )
        );
        return report with { Hypertables = _database.Exists ? await Hypertables.OfAsync(_database) : [] };
    }

    private static List<long> Pending(long version) =>
        [.. MigrationList.All.Select(migration => migration.Version).Where(number => number > version)];

    private async Task<MigrationReport> WithLockAsync(Func<SchemaState, Task<MigrationReport>> act, CancellationToken cancellationToken)
    {
        await using var turn = await _database.Engine.TakeMigrationTurnAsync(_clock, cancellationToken);
        return await act(await StateAsync());
    }

    private async Task<SchemaState> StateAsync()
    {
        if (!_database.Exists)
        {
            return new SchemaState(0, 0);
        }

        await using var connection = await _database.OpenAsync();
        return await SchemaState.ReadAsync(connection);
    }

    private void Run(Action<IMigrationRunner> act)
    {
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
            {
                _database.Engine.Configure(runner);
                runner.WithVersionTable(new SchemaVersionTable()).ScanIn(typeof(Migrator).Assembly).For.Migrations();
            })
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        try
        {
            act(scope.ServiceProvider.GetRequiredService<IMigrationRunner>());
        }
        catch (Exception wrapped) when (wrapped.InnerException is DbException refused)
        {
            throw new UserFacingException("A migration was refused, and nothing of it stays.", StorageFailure.Sentence(refused), wrapped);
        }
    }

    private MigrationReport Report(SchemaState before, SchemaState now, string sentence, bool refused = false) =>
        new(
            _database.Name,
            before.Version,
            now.Version,
            now.OldestReader,
            SchemaRange.Oldest,
            SchemaRange.Newest,
            Pending(now.Version),
            refused,
            sentence
        );
}

/// <summary>Where the schema stood, where it stands, and what this build can run on.</summary>
/// <param name="Database">The database, without credentials.</param>
/// <param name="From">Schema before; 0 is none.</param>
/// <param name="To">Schema now.</param>
/// <param name="OldestReader">The schema a build must know at least to run on what is there now.</param>
/// <param name="Min">The oldest schema this build can run on.</param>
/// <param name="Max">The newest schema this build knows.</param>
/// <param name="Pending">Migrations not yet applied.</param>
/// <param name="Refused">Whether the step was held back because it would have deleted rows.</param>
/// <param name="Sentence">All of it, for a person.</param>
public sealed record MigrationReport(
    string Database,
    long From,
    long To,
    long OldestReader,
    long Min,
    long Max,
    IReadOnlyList<long> Pending,
    bool Refused,
    string Sentence
)
{
    /// <summary>The tables that TimescaleDB keeps in chunks, as far as they were looked at: what locks them differs.</summary>
    public IReadOnlyList<string> Hypertables { get; init; } = [];
}
