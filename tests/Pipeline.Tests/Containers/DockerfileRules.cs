using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>What a Dockerfile must not do: rules in the spirit of hadolint, and of what our pods demand.</summary>
internal static partial class DockerfileRules
{
    public static IEnumerable<string> Broken(Dockerfile file)
    {
        var stages = file.Stages.Select(stage => stage.Name).ToList();
        foreach (var stage in file.Stages.Where(stage => !stages.Contains(stage.Image) && !Version().IsMatch(stage.Image)))
        {
            yield return $"FROM {stage.Image} names no exact version or digest: it is another image tomorrow";
        }
        foreach (var (word, rest) in file.Stages.SelectMany(stage => stage.Instructions))
        {
            if (word == "ADD")
            {
                yield return $"ADD {rest} fetches and unpacks on its own account: use COPY";
            }
            if (word is "ENTRYPOINT" or "CMD" or "HEALTHCHECK" && !rest.Contains('['))
            {
                yield return $"{word} {rest} needs a shell: use the form of a list";
            }
            if (word is "ARG" or "ENV" && Secret().IsMatch(rest))
            {
                yield return $"{word} {rest} would stay in the image's history";
            }
            if (word == "RUN" && Careless().IsMatch(rest))
            {
                yield return $"RUN {rest}: no sudo, no download into a shell, no upgrade of whatever there is";
            }
            if (word == "WORKDIR" && !rest.StartsWith('/'))
            {
                yield return $"WORKDIR {rest} is relative to what the base image chose";
            }
            if (word == "COPY" && From().Match(rest) is { Success: true } from && !stages.Contains(from.Groups["name"].Value))
            {
                yield return $"COPY {rest} takes from a stage that is not there";
            }
        }
        if (!long.TryParse(file.Last.Only("USER"), out var user) || user == 0)
        {
            yield return "the last stage has no USER by a number other than 0: a cluster cannot tell that it is not root";
        }
        if (file.Last.Only("HEALTHCHECK") is null)
        {
            yield return "the last stage has no HEALTHCHECK";
        }
        if (file.Last.Instructions.Any(instruction => instruction.Word == "RUN"))
        {
            yield return "the last stage runs commands: its base has no shell";
        }
    }

    [GeneratedRegex(
        @":[0-9]+\.[0-9]+\.[0-9]+[^:@]*(@sha256:[0-9a-f]{64})?$|@sha256:[0-9a-f]{64}$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Version();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|_KEY", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(
        @"\bsudo\b|\b(curl|wget)\b.*\|\s*(ba|da)?sh\b|apt-get\s+(dist-)?upgrade",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Careless();

    [GeneratedRegex(@"--from=(?<name>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex From();
}
