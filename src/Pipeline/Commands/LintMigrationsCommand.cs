using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Pipeline.Deployments;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Migrations.Sql;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class LintMigrationsCommand
{
    public static Command Create()
    {
        var state = SharedOptions.State();
        var json = SharedOptions.Json();
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "SQL scripts to judge, in this order, instead of an artifact's migrations.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        files.AcceptExistingOnly();
        var artifact = SharedOptions.Artifact("Judge the migrations of this artifact");
        var from = new Option<long>("--from")
        {
            Description = "The schema that is there already: only the migrations above it are judged.",
            HelpName = "N",
        };
        var dialect = new Option<SqlDialect?>("--dialect")
        {
            Description = "Judge for this database only (default: both).",
            HelpName = "sqlite|postgres",
        };
        var hypertables = new Option<string[]>("--hypertable")
        {
            Description = "A table that is a hypertable of TimescaleDB, besides those the migrations make.",
            HelpName = "TABLE",
        };
        var command = new Command(
            "lint-migrations",
            """
            Judge migrations by their SQL: what would break the running release, lock or rewrite a large table is rejected, with the safe
            way to do the same. Exit code 1 when something is. Needs no database and changes nothing.

            Examples:
              ./pipeline lint-migrations
              ./pipeline lint-migrations --dialect postgres --from 3
              ./pipeline lint-migrations --dialect postgres --hypertable observation change.sql
            """
        )
        {
            files,
            artifact,
            from,
            dialect,
            hypertables,
            state,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                SqlDialect[] dialects = parsed.GetValue(dialect) is { } one ? [one] : Enum.GetValues<SqlDialect>();
                var scripts = parsed.GetValue(files) is { Length: > 0 } given
                    ? _ =>
                        Task.FromResult<IReadOnlyList<MigrationScript>>([
                            .. given.Select(
                                (file, i) => new MigrationScript(parsed.GetValue(from) + i + 1, file.Name, File.ReadAllText(file.FullName))
                            ),
                        ])
                    : await OfArtifactAsync(parsed.GetValue(artifact), () => SharedOptions.Directory(parsed, state), cancel);
                var reviews = new List<MigrationReview>();
                foreach (var kind in dialects)
                {
                    reviews.Add(MigrationReview.Of(await scripts(kind), parsed.GetValue(from), kind, parsed.GetValue(hypertables) ?? []));
                }
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize([.. reviews], MigrationJson.Default.MigrationReviewArray)
                        : string.Join('\n', reviews.Select(Words))
                );
                return reviews.Exists(review => review.Findings.Any()) ? ExitCode.Failed : ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<Func<SqlDialect, Task<IReadOnlyList<MigrationScript>>>> OfArtifactAsync(
        string? given,
        Func<Storage.StateDirectory> state,
        CancellationToken cancellationToken
    )
    {
        using var installation = new Installation(state(), TimeProvider.System);
        using var held = installation.TakeLock("lint-migrations"); // One builds at a time.
        var chosen = await new ArtifactChoice(installation).TakeAsync(given, cancellationToken);
        var backend = new BackendTool(chosen.Path, installation.State.Root, new Dictionary<string, string>());
        return dialect => backend.MigrationsAsync(dialect, cancellationToken);
    }

    private static string Words(MigrationReview review) =>
        string.Join(
            '\n',
            [
                .. review.Findings.Select(finding => $"{review.Dialect.ToString().ToLowerInvariant()} {finding}"),
                .. review.Migrations.SelectMany(migration =>
                    migration.Exceptions.Select(exception =>
                        $"migration {migration.Version} is exempt from {exception.Rule}: {exception.Reason}"
                    )
                ),
                $"{review.Dialect.ToString().ToLowerInvariant()}: {review.Migrations.Count} migrations, {review.Findings.Count()} findings",
            ]
        );
}
