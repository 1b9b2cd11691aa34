using MalariaPredictor.Backend.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Chap;

/// <summary>The model configuration that CHAP writes for its models: YAML, of which JSON is a part.</summary>
internal static class ChapConfigFile
{
    /// <exception cref="UserFacingException">The file cannot be read, is no YAML, or holds a bad option.</exception>
    public static async Task<ChapOptions> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new UserFacingException($"There is no configuration file {path}.", "Check the path given with --config.");
        }

        return Read(await File.ReadAllTextAsync(path, cancellationToken), Path.GetFileName(path));
    }

    public static ChapOptions Read(string text, string name)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? new ChapOptions()
                : stream.Documents[0].RootNode is YamlMappingNode root ? ChapOptionReader.Read(Tree(root))
                : throw new UserFacingException($"{name} holds no options.", "Write them as `samples: 1000`, one in a line.");
        }
        catch (YamlException malformed)
        {
            throw new UserFacingException(
                $"{name}:{malformed.Start.Line} is not YAML: {malformed.Message.ReplaceLineEndings(" ")}",
                "Correct that line.",
                malformed
            );
        }
    }

    private static Dictionary<string, object?> Tree(YamlMappingNode node) =>
        node
            .Children.Where(child => child.Key is YamlScalarNode)
            .ToDictionary(child => ((YamlScalarNode)child.Key).Value ?? "", child => Value(child.Value), StringComparer.Ordinal);

    private static object? Value(YamlNode node) =>
        node switch
        {
            YamlMappingNode inner => Tree(inner),
            YamlScalarNode { Value: "" or "~" or "null" } => null,
            YamlScalarNode scalar => scalar.Value,
            _ => null,
        };
}
