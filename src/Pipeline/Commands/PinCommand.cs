using System.CommandLine;
using MalariaPredictor.Pipeline.Images;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

internal static class PinCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var check = new Option<bool>("--check")
        {
            Description = "Change nothing; exit code 1 where an image is not pinned, or its version is another image now.",
        };
        var files = new Argument<string[]>("FILE")
        {
            Description = "Dockerfiles and compose files (default: those of deploy/).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "pin",
            """
            Pin every image in Dockerfile and compose files: write the digest that its registry reports now beside its version.

            Examples:
              ./pipeline pin
              ./pipeline pin --check
            """
        )
        {
            files,
            check,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                using var http = new HttpClient { Timeout = Timeout };
                var (read, digests) = (
                    (parsed.GetValue(files) is { Length: > 0 } named ? named : Ours()).Select(ImageFile.Read).ToList(),
                    new Dictionary<string, string>(StringComparer.Ordinal)
                );
                var registry = new RegistryClient(http);
                foreach (var image in read.SelectMany(file => file.Images).Select(image => image.Image).Distinct(StringComparer.Ordinal))
                {
                    digests[image] = await registry.DigestAsync(ImageReference.Parse(image), cancel);
                }
                return parsed.GetValue(check) ? Check(read, digests) : Write(read, digests);
            }
        );
        return command;
    }

    private static string[] Ours()
    {
        var deploy = Path.Combine(Repository.Find().Root, "deploy");
        return [Path.Combine(deploy, "Dockerfile"), .. Directory.EnumerateFiles(deploy, "compose*.yaml").Order(StringComparer.Ordinal)];
    }

    private static int Write(List<ImageFile> files, Dictionary<string, string> digests)
    {
        foreach (var file in files.Select(file => file.With(digests)))
        {
            File.WriteAllText(file.Path, file.Text);
        }
        foreach (var (image, digest) in digests)
        {
            Console.WriteLine($"{image}@{digest}");
        }
        return ExitCode.Done;
    }

    private static int Check(List<ImageFile> files, Dictionary<string, string> digests)
    {
        var wrong =
            from file in files
            from image in file.Images
            where image.Digest != digests[image.Image]
            select $"{file.Path}: {image.Image} {(image.Digest is null ? "is not pinned" : $"is pinned to {image.Digest} and")} is "
                + $"{digests[image.Image]} now";
        return wrong.ToList() is { Count: > 0 } told
            ? throw new UserFacingException(
                string.Join('\n', told),
                "./pipeline pin writes the digests; look at what changed before you commit it."
            )
            : ExitCode.Done;
    }
}
