using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

/// <summary>
/// Writes manifests as YAML, always the same for the same content: what a thing is comes first, then its keys in alphabetical order.
/// </summary>
internal static class ManifestYaml
{
    private static readonly string[] First = ["apiVersion", "kind", "metadata", "name", "namespace"];

    public static string Write(IEnumerable<object> documents)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(
            text,
            new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 256, indentSequences: true)
        );
        emitter.Emit(new StreamStart());
        var first = true;
        foreach (var document in documents)
        {
            emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: first));
            Emit(emitter, JsonNode.Parse(KubernetesJson.Serialize(document)));
            emitter.Emit(new DocumentEnd(isImplicit: true));
            first = false;
        }
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(
                    new MappingStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block
                    )
                );
                foreach (var (key, value) in map.OrderBy(pair => Rank(pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static int Rank(string key) => Array.IndexOf(First, key) is var place && place < 0 ? First.Length : place;

    private static Scalar Text(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, PlainText.Style(text), isPlainImplicit: true, isQuotedImplicit: true);
}

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
