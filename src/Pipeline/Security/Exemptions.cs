using System.Globalization;
using MalariaPredictor.Pipeline.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Security;

/// <summary>A finding that is known and accepted for a time.</summary>
/// <param name="Id">The finding's rule.</param>
/// <param name="Reason">Why it may stay.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Expires">The last day on which it counts.</param>
internal sealed record Exemption(string Id, string Reason, string Owner, DateOnly Expires);

/// <summary>Reads <c>.security-exceptions.yaml</c>. An exemption without a reason, an owner and an end is none.</summary>
internal static class Exemptions
{
    public const string FileName = ".security-exceptions.yaml";
    private static readonly string[] Keys = ["id", "reason", "owner", "expires"];

    public static IReadOnlyList<Exemption> Read(string path) => File.Exists(path) ? Parse(File.ReadAllText(path), path) : [];

    public static IReadOnlyList<Exemption> Parse(string text, string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: "" or null } ? []
                : stream.Documents[0].RootNode is YamlSequenceNode list ? [.. list.Children.Select(node => Of(node, path))]
                : throw Wrong(path, stream.Documents[0].RootNode.Start, "it must hold a list");
        }
        catch (YamlException broken)
        {
            throw Wrong(path, broken.Start, broken.Message);
        }
    }

    private static Exemption Of(YamlNode node, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Wrong(path, node.Start, "each exemption holds " + string.Join(", ", Keys));
        }
        var values = new Dictionary<string, YamlScalarNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            if (
                key is not YamlScalarNode { Value: { } name }
                || !Keys.Contains(name)
                || value is not YamlScalarNode { Value.Length: > 0 } scalar
            )
            {
                throw Wrong(path, key.Start, $"'{key}' is not one of {string.Join(", ", Keys)}, or has no value");
            }
            values[name] = scalar;
        }
        foreach (var missing in Keys.Where(key => !values.ContainsKey(key)))
        {
            throw Wrong(path, node.Start, $"'{missing}' is missing");
        }
        return DateOnly.TryParseExact(
            values["expires"].Value,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var expires
        )
            ? new Exemption(values["id"].Value!, values["reason"].Value!, values["owner"].Value!, expires)
            : throw Wrong(path, values["expires"].Start, $"'{values["expires"].Value}' is not a day such as 2027-01-31");
    }

    private static UserFacingException Wrong(string path, Mark at, string what) =>
        new(
            $"{path}, line {at.Line}, column {at.Column}: {what}",
            "Each exemption holds the finding's id, the reason, an owner, and the day it expires."
        );
}
