using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests.Rendering;

/// <summary>Whether every reader of YAML, old or new, takes an unquoted word for a text: not for a number, a flag or nothing.</summary>
internal static partial class PlainText
{
    private static readonly HashSet<string> Reserved = new(["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    public static bool Is(string text) => Word().IsMatch(text) && !Reserved.Contains(text);

    [GeneratedRegex("^[A-Za-z/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
