using System.CommandLine;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class RenderCommand
{
    private const string Grafana = "grafana";

    public static Command Create()
    {
        var environment = new Option<string?>("--environment") { Description = "Only this one of deploy/environments.", HelpName = "NAME" };
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 when a file is out of date." };
        var image = new Option<string?>("--image")
        {
            Description = "The image by its digest, for manifests to apply by hand.",
            HelpName = "REPOSITORY@sha256:…",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The folder to write to (default: deploy/kubernetes).",
            HelpName = "DIR",
        };
        image.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !ImageName.HasDigest(text))
            {
                result.AddError(
                    $"--image takes an image with its digest (repository@sha256:…, 64 hexadecimal digits), not '{text}': a tag "
                        + $"can be moved."
                );
            }
        });
        var command = new Command(
            "render",
            """
            Write the Kubernetes manifests of the environments, from deploy/environments to deploy/kubernetes.

            Examples:
              ./pipeline render
              ./pipeline render --check
              ./pipeline render --environment production --image ghcr.io/owner/name@sha256:… --output by-hand
            """
        )
        {
            environment,
            check,
            image,
            output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(image) is not null && (result.GetValue(environment) is null || result.GetValue(output) is null))
            {
                result.AddError("--image needs --environment and --output: the manifests of deploy/kubernetes name no image's digest.");
            }
        });
        command.SetAction(parsed =>
        {
            var root = Repository.Find().Root;
            var target = parsed.GetValue(output) ?? Path.Combine(root, "deploy", "kubernetes");
            var differences = Folders(root, parsed.GetValue(environment), parsed.GetValue(image))
                .SelectMany(folder => Bring(new RenderedFolder(Path.Combine(target, folder.Name)), folder.Files, parsed.GetValue(check)))
                .ToList();
            return differences.Count == 0
                ? ExitCode.Done
                : throw new UserFacingException(string.Join('\n', differences), "./pipeline render writes them again.");
        });
        return command;
    }

    private static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Files)> Folders(string root, string? chosen, string? image)
    {
        var monitoring = MonitoringFiles.Of(root);
        var environments = EnvironmentFile.OnClusters(root, chosen);
        foreach (var environment in environments)
        {
            var byHand = ReleaseParts.ByHand(environment);
            yield return (
                environment.Name,
                ManifestTree.Of(environment, image is null ? byHand : byHand with { Image = image }, monitoring)
            );
        }
        if (chosen is null)
        {
            yield return (Grafana, ManifestTree.Grafana(environments[0].Settings.Monitoring.Namespace, monitoring));
        }
    }

    private static IReadOnlyList<string> Bring(RenderedFolder folder, IReadOnlyDictionary<string, string> files, bool check)
    {
        var differences = folder.Differences(files);
        if (check)
        {
            return differences;
        }
        folder.Write(files);
        Console.WriteLine($"{folder.Path}: {files.Count} files, {(differences.Count == 0 ? "unchanged" : $"{differences.Count} changed")}");
        return [];
    }
}
