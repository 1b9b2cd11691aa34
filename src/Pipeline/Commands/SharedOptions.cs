using System.CommandLine;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>The options several commands have, made new for each: one name and one meaning everywhere.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout, for a machine; progress goes to stderr." };

    public static Option<string?> State() => new("--state")
    {
        Description = "The directory of this installation: releases, artifacts, data, journal (default: .malaria in the repository, or $MALARIA_STATE).",
        HelpName = "DIR",
    };
}
