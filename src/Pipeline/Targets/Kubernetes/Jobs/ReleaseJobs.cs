using System.Text.Json;
using k8s.Models;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;

/// <summary>What a release's image is asked to do besides serving.</summary>
internal sealed class ReleaseJobs(ClusterApi api, KubernetesEnvironment environment, TimeProvider time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(5);
    private readonly ReleaseJob _job = new(api, time);

    public Task MigrateAsync(Release release, TimeSpan within, CancellationToken cancellationToken) =>
        _job.RunAsync(
            MigrationJob.Of(environment, ReleaseObjects.PartsOf(release)),
            "the migration",
            "The database is as the release before left it, or one expanding step further; that one still runs on it.",
            within,
            cancellationToken
        );

    /// <summary>Makes a backup of a release's database with the image of a release, which may be another.</summary>
    /// <returns>What was made, in a few words.</returns>
    public async Task<string> BackUpAsync(Release program, Release release, TimeSpan within, CancellationToken cancellationToken)
    {
        // One of that name that was left behind is taken up; it cannot be another attempt's, since the release is this one's alone.
        var job = BackupManifests.Job(
            environment,
            ReleaseObjects.PartsOf(release) with
            {
                Image = program.Image!,
            },
            $"db-backup-{release.Id}",
            ["backup", "--json"]
        );
        var log = await _job.RunAsync(
            job,
            "the backup",
            "Nothing was migrated. The claim malaria-predictor-backups needs a volume, and the image pg_dump: docs/backups.md.",
            within,
            cancellationToken
        );
        return Read(log, MadeBackup.Words);
    }

    /// <summary>Where the database of a release stands, as its own image reads it.</summary>
    public async Task<DatabaseSchema> SchemaAsync(Release release, long token, CancellationToken cancellationToken)
    {
        var job = Asking(
            MigrationJob.Of(environment, ReleaseObjects.PartsOf(release)),
            $"db-schema-{release.Id}-{token}",
            ["migrate", "status", "--json"]
        );
        Shrink(job);
        var log = await _job.RunAsync(
            job,
            "asking for the database's schema",
            "Look at the database's Secret and at the database it names.",
            AnswerWithin,
            cancellationToken
        );
        return Read(
            log,
            root =>
            {
                var version = root.GetProperty("to").GetInt64();
                return new DatabaseSchema(version, root.TryGetProperty("oldestReader", out var reader) ? reader.GetInt64() : version);
            }
        );
    }

    /// <summary>What an image says of itself; that it can be pulled and run here is shown by the way.</summary>
    public async Task<(string Commit, SchemaRange Schema)> VersionAsync(string image, string name, CancellationToken cancellationToken)
    {
        var job = Alone(image, name, ["version", "--json"]);
        var log = await _job.RunAsync(
            job,
            $"asking the image {image} for its version",
            "Name an image of malaria-predictor that the cluster can pull, by its digest.",
            AnswerWithin,
            cancellationToken
        );
        return Read(
            log,
            root =>
            {
                var schema = root.GetProperty("schema");
                return (
                    root.GetProperty("commit").GetString()!,
                    new SchemaRange(schema.GetProperty("min").GetInt64(), schema.GetProperty("max").GetInt64())
                );
            }
        );
    }

    /// <summary>Every migration that an image carries, for PostgreSQL: on a cluster there is no other database.</summary>
    public async Task<IReadOnlyList<MigrationScript>> MigrationsAsync(string image, CancellationToken cancellationToken)
    {
        var job = Alone(image, $"migrations-{image[^12..]}", ["migrate", "sql", "--dialect", "postgres", "--json"]);
        var log = await _job.RunAsync(
            job,
            $"asking the image {image} what its migrations run",
            "Name an image of malaria-predictor that the cluster can pull, by its digest.",
            AnswerWithin,
            cancellationToken
        );
        return Read(log, root => root.Deserialize(MigrationJson.Default.MigrationScriptArray) ?? []);
    }

    private V1Job Alone(string image, string name, IList<string> arguments)
    {
        var job = Asking(
            MigrationJob.Of(environment, new ReleaseParts("none", "none", image, Suffix: "", environment.Settings.Configuration)),
            name,
            arguments
        );
        var container = job.Spec.Template.Spec.Containers[0];
        (container.EnvFrom, container.Env) = (null, null); // It needs neither the database nor its Secret.
        Shrink(job);
        return job;
    }

    /// <summary>A question finds room on full nodes: little is set aside for it, and it may take what a pod may.</summary>
    private static void Shrink(V1Job job)
    {
        var requests = job.Spec.Template.Spec.Containers[0].Resources.Requests;
        (requests["cpu"], requests["memory"], requests["ephemeral-storage"]) = (new("10m"), new("64Mi"), new("1Mi"));
    }

    private static V1Job Asking(V1Job job, string name, IList<string> arguments)
    {
        job.Metadata.Name = name;
        job.Spec.Template.Spec.Containers[0].Args = arguments;
        return job;
    }

    /// <summary>The document is what begins with the last line that can begin one; a real image writes it over many lines.</summary>
    private static T Read<T>(string log, Func<JsonElement, T> read)
    {
        var lines = log.Split('\n');
        var text = string.Join('\n', lines.Skip(Math.Max(0, Array.FindLastIndex(lines, line => line is ['{' or '[', ..]))));
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception shape) when (shape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserFacingException(
                $"unexpected output from the image: {text.Trim()}",
                "Check that --image names an image of malaria-predictor.",
                shape
            );
        }
    }
}
