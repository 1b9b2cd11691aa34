using System.Globalization;
using FluentMigrator;
using Quartz;

namespace MalariaPredictor.Backend.Storage.Migrations;

/// <summary>
/// What background jobs did, each run once whoever asked for it. On PostgreSQL also the tables in which Quartz' schedulers find each other:
/// they are Quartz' own, made by the statements it brings with it.
/// </summary>
[Migration(6, "jobs")]
public sealed class M0006Jobs : Migration
{
    /// <summary>Before the name of each of Quartz' tables.</summary>
    public const string QuartzPrefix = "quartz_";

    private const string QuartzScript = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";
    private const string BetweenStatements = "\n--;;\n";

    public override void Up()
    {
        Create
            .Table("job_run")
            .WithColumn("run_key")
            .AsString()
            .NotNullable()
            .PrimaryKey("job_run_key")
            .WithColumn("job")
            .AsString()
            .NotNullable()
            .WithColumn("cause")
            .AsString()
            .NotNullable()
            .WithColumn("queued_at")
            .AsInt64()
            .NotNullable()
            .WithColumn("started_at")
            .AsInt64()
            .Nullable()
            .WithColumn("finished_at")
            .AsInt64()
            .Nullable()
            .WithColumn("outcome")
            .AsString()
            .Nullable()
            .WithColumn("detail")
            .AsString(int.MaxValue)
            .NotNullable()
            .WithColumn("owner")
            .AsString()
            .Nullable()
            .WithColumn("heartbeat")
            .AsInt64()
            .Nullable()
            .WithColumn("attempts")
            .AsInt32()
            .NotNullable();
        Create.Index("job_run_by_job").OnTable("job_run").OnColumn("job").Ascending().OnColumn("queued_at").Descending();
        IfDatabase(Dialects.IsPostgres)
            .Delegate(() =>
            {
                foreach (var statement in QuartzStatements())
                {
                    Execute.Sql(statement);
                }
            });
    }

    public override void Down()
    {
        IfDatabase(Dialects.IsPostgres)
            .Execute.Sql(
                $"""
                DO $$
                DECLARE quartz TEXT;
                BEGIN
                    FOR quartz IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '{QuartzPrefix}%' LOOP
                        EXECUTE format('DROP TABLE %I CASCADE', quartz);
                    END LOOP;
                END
                $$
                """
            );
        Delete.Table("job_run");
    }

    // Quartz would leave alone what is there; a migration is run once, on tables that it makes itself.
    private static IEnumerable<string> QuartzStatements()
    {
        using var script =
            typeof(IJob).Assembly.GetManifestResourceStream(QuartzScript)
            ?? throw new InvalidOperationException($"This version of Quartz brings no {QuartzScript}.");
        using var reader = new StreamReader(script);
        return
        [
            .. reader
                .ReadToEnd()
                .ReplaceLineEndings("\n")
                .Split(BetweenStatements)
                .Skip(1)
                .Select(statement =>
                    string.Format(CultureInfo.InvariantCulture, statement, QuartzPrefix, QuartzPrefix)
                        .Replace(" IF NOT EXISTS", "", StringComparison.Ordinal)
                        .Trim()
                )
                .Where(statement => statement.Length > 0),
        ];
    }
}
