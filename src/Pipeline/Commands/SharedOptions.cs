using System.CommandLine;
using System.Net;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>The options several commands have, made new for each: one name and one meaning everywhere.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() =>
        new("--json") { Description = "Print one JSON document on stdout, for a machine; progress goes to stderr." };

    public static Option<string?> Reason() => new("--reason") { Description = "Why, for the history.", HelpName = "TEXT" };

    /// <param name="does">What the command does with it, such as "Deploy this artifact".</param>
    public static Option<string?> Artifact(string does) =>
        new("--artifact")
        {
            Description = $"{does} instead of building the checkout: a hash (or its beginning), or a published folder.",
            HelpName = "HASH|DIR",
        };

    public static Option<string?> Image()
    {
        var image = new Option<string?>("--image")
        {
            Description = "The image to deploy where the environment is on a cluster, by its digest.",
            HelpName = "REPOSITORY@sha256:…",
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
        return image;
    }

    public static Option<string?> State() =>
        new("--state")
        {
            Description =
                "The directory of this installation: releases, artifacts, data, journal (default: .malaria in the repository, "
                + "or $MALARIA_STATE).",
            HelpName = "DIR",
        };

    public static Option<int> Port()
    {
        var port = new Option<int>("--port")
        {
            Description = "The public port.",
            HelpName = "N",
            DefaultValueFactory = _ => HostSettings.DefaultPort,
        };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 65535)
            {
                result.AddError("--port takes a number from 1 to 65535.");
            }
        });
        return port;
    }

    public static Option<string?> Bind()
    {
        var bind = new Option<string?>("--bind")
        {
            Description = "The address the public port listens on (default: this machine only; 0.0.0.0: every address).",
            HelpName = "IP",
        };
        bind.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IPAddress.TryParse(text, out _))
            {
                result.AddError($"--bind takes an IP address, not '{text}'.");
            }
        });
        return bind;
    }

    public static StateDirectory Directory(ParseResult parsed, Option<string?> state)
    {
        PrivateDirectory.CloseNewFiles();
        return new StateDirectory(
            parsed.GetValue(state)
                ?? Environment.GetEnvironmentVariable("MALARIA_STATE")
                ?? Path.Combine(Repository.Find().Root, ".malaria")
        );
    }
}
