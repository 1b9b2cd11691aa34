using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>
/// How a text is written so that every reader of YAML, old or new, takes it for just this text: not for a number, a flag or nothing.
/// </summary>
internal static partial class PlainText
{
    private static readonly HashSet<string> Reserved = new(
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null"],
        StringComparer.OrdinalIgnoreCase
    );

    public static ScalarStyle Style(string text) =>
        Word().IsMatch(text) && !Reserved.Contains(text) ? ScalarStyle.Plain
        : Lines().IsMatch(text) ? ScalarStyle.Literal
        : ScalarStyle.DoubleQuoted;

    /// <summary>Whole lines of printable characters, none of which begins the text or ends a line with space.</summary>
    [GeneratedRegex(@"^(?! )([^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}]\n)+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();

    [GeneratedRegex("^[A-Za-z/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
