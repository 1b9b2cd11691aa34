using MalariaPredictor.Pipeline.Schemas.Sections;
using MalariaPredictor.Pipeline.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>Finds the section <c>kubernetes</c> in an environment file.</summary>
internal static class KubernetesSection
{
    public const string Key = "kubernetes";

    /// <returns>Null where the file has no such section: the environment is of one machine.</returns>
    /// <exception cref="Failure">All that is wrong with the section, with line and column.</exception>
    public static KubernetesEnvironment? Read(string path) => Parse(File.ReadAllText(path), path);

    public static KubernetesEnvironment? Parse(string text, string path)
    {
        var wrong = new List<string>();
        KubernetesSettings? settings = null;
        try
        {
            if (Find(text) is not { } section)
            {
                return null;
            }
            settings = new SectionReader(wrong).Read<KubernetesSettings>(section, Key);
        }
        catch (YamlException broken)
        {
            wrong.Add($"line {broken.Start.Line}, column {broken.Start.Column}: {broken.Message}");
        }
        return settings is not null
            ? new KubernetesEnvironment(Path.GetFileNameWithoutExtension(path), settings)
            : throw new Failure(
                $"the environment {path} is not valid:\n  {string.Join("\n  ", wrong)}",
                "deploy/environments/schema.json says what it may hold; nothing was changed."
            );
    }

    private static YamlNode? Find(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
            ? root.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: Key }).Value
            : null;
    }
}
