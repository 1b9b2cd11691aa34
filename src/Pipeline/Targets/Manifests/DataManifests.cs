using System.Globalization;
using k8s.Models;
using MalariaPredictor.Pipeline.Parcels;
using MalariaPredictor.Pipeline.Targets.Manifests.Settings;

namespace MalariaPredictor.Pipeline.Targets.Manifests;

/// <summary>
/// The Jobs that bring data into an environment: each runs a command of the image, as the migration does. Files come as a parcel, a Secret
/// for each of its parts, which the Job sees as one folder.
/// </summary>
internal static class DataManifests
{
    /// <summary>Where the Job finds the parts.</summary>
    public const string PartsFolder = "/var/run/parcel";

    public const string DigestKey = "sha256";
    private const string PartKey = "part";
    private const string Volume = "parcel";

    /// <param name="environment">Where.</param>
    /// <param name="parts">Whose image runs, with which settings.</param>
    /// <param name="name">Of the Job.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="outside">It fetches data from elsewhere, and is given the keys for that.</param>
    public static V1Job Job(KubernetesEnvironment environment, ReleaseParts parts, string name, IList<string> arguments, bool outside)
    {
        var job = MigrationJob.Of(environment, parts);
        job.Metadata.Name = name;
        job.Spec.ActiveDeadlineSeconds = environment.Settings.Lifecycle.DataSeconds;
        var container = job.Spec.Template.Spec.Containers[0];
        container.Args = arguments;
        if (outside)
        {
            job.Spec.Template.Metadata.Labels[Labels.Component] = Labels.SourcesComponent;
            container.Env = ContainerParts.Variables(parts, SecretCatalog.Database, SecretCatalog.DataSources);
        }
        return job;
    }

    /// <summary>Gives a Job a parcel, and the room to unpack it.</summary>
    public static V1Job WithParcel(this V1Job job, Parcel parcel, long token)
    {
        var pod = job.Spec.Template.Spec;
        var container = pod.Containers[0];
        container.VolumeMounts =
        [
            .. container.VolumeMounts,
            new()
            {
                Name = Volume,
                MountPath = PartsFolder,
                ReadOnlyProperty = true,
            },
        ];
        foreach (var temporary in pod.Volumes.Where(volume => volume.EmptyDir is not null))
        {
            temporary.EmptyDir.SizeLimit = More(temporary.EmptyDir.SizeLimit, parcel);
        }
        foreach (var amounts in (IDictionary<string, ResourceQuantity>[])[container.Resources.Requests, container.Resources.Limits])
        {
            amounts["ephemeral-storage"] = More(amounts["ephemeral-storage"], parcel);
        }
        pod.Volumes =
        [
            .. pod.Volumes,
            new()
            {
                Name = Volume,
                Projected = new V1ProjectedVolumeSource
                {
                    Sources = [.. Enumerable.Range(1, parcel.Parts).Select(part => Source(token, part))],
                },
            },
        ];
        return job;
    }

    /// <summary>A part of a parcel; the first bears the digest of the whole.</summary>
    public static V1Secret Part(KubernetesEnvironment environment, string release, long token, int number, byte[] data, string digest)
    {
        var secret = new V1Secret
        {
            ApiVersion = V1Secret.KubeApiVersion,
            Kind = V1Secret.KubeKind,
            Metadata = Labels.Metadata(environment, PartName(token, number), KeyValuePair.Create(Labels.Release, release)),
            Type = "Opaque",
            Immutable = true,
            Data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [PartKey] = data },
        };
        if (number == 1)
        {
            secret.Data[DigestKey] = System.Text.Encoding.ASCII.GetBytes(digest);
        }
        return secret;
    }

    private static V1VolumeProjection Source(long token, int part)
    {
        List<V1KeyToPath> items = [new() { Key = PartKey, Path = string.Create(CultureInfo.InvariantCulture, $"part-{part:00000}") }];
        if (part == 1)
        {
            items.Add(new() { Key = DigestKey, Path = DigestKey });
        }
        return new()
        {
            Secret = new V1SecretProjection { Name = PartName(token, part), Items = items },
        };
    }

    private static string PartName(long token, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"data-parcel-{token}-{number:00000}");

    private static ResourceQuantity More(ResourceQuantity amount, Parcel parcel) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{(long)amount.ToDecimal() + parcel.Length + parcel.Unpacked}"));
}
