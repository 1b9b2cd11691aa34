using System.Globalization;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Setup;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Manifests.Settings;
using MalariaPredictor.Pipeline.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>Reads an environment file. All that is wrong with it is told at once, with line and column; a key nobody knows is wrong.</summary>
internal static class EnvironmentFile
{
    public const string Local = "local";

    /// <param name="given">The name of a file in deploy/environments, or a path of one (with a slash).</param>
    /// <param name="chosen">False when it is only the default: outside of a checkout the built-in values then hold.</param>
    public static ReleaseTimings Find(string given, bool chosen)
    {
        if (given.Contains(Path.DirectorySeparatorChar))
            return Read(given);
        var root = Environment.GetEnvironmentVariable("MALARIA_ROOT") ?? (chosen ? Repository.Find().Root : Environment.CurrentDirectory);
        var file = Path.Combine(root, "deploy", "environments", given + ".yaml");
        return chosen || File.Exists(file) ? Read(file) : new ReleaseTimings();
    }

    public static ReleaseTimings Read(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new Failure($"there is no environment {path}", "--environment takes the name of a file in deploy/environments, or the path of one.");

    public static ReleaseTimings Parse(string text, string path)
    {
        var read = new ReleaseTimings();
        var wrong = new List<string>();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0)
                Enter(stream.Documents[0].RootNode, "");
        }
        catch (YamlException broken)
        {
            wrong.Add($"{At(broken.Start)}: {broken.Message}");
        }
        return wrong.Count == 0 ? read : throw new Failure(
            $"the environment {path} is not valid:\n  {string.Join("\n  ", wrong)}", "deploy/environments/schema.json says what it may hold; nothing was changed.");

        void Enter(YamlNode node, string at)
        {
            if (Settings.All.FirstOrDefault(setting => setting.Path == at) is { } setting)
                Take(setting, node);
            else if (node is YamlMappingNode mapping)
                foreach (var (key, value) in mapping.Children)
                    EnterKey(key, value, at);
            else
                wrong.Add($"{At(node.Start)}: {(at.Length == 0 ? "the file" : at)} must hold keys: {Known(at)}");
        }

        void EnterKey(YamlNode key, YamlNode value, string at)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var path = at.Length == 0 ? name : $"{at}.{name}";
            if (path == KubernetesSection.Key)
                return; // Checked by its own reader, for those who go to a cluster.
            if (Settings.All.Any(setting => setting.Path == path || setting.Path.StartsWith(path + '.', StringComparison.Ordinal)))
                Enter(value, path);
            else
                wrong.Add($"{At(key.Start)}: '{name}' is not known here; known are {Known(at)}");
        }

        void Take(Setting setting, YamlNode node)
        {
            if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } said } && double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && setting.Allows(value))
                read = setting.With(read, value);
            else
                wrong.Add($"{At(node.Start)}: {setting.Path} takes {setting.Form}, not {node}");
        }
    }

    private static string At(Mark mark) => $"line {mark.Line}, column {mark.Column}";

    private static string Known(string at) => string.Join(", ", Settings.All
        .Where(setting => at.Length == 0 || setting.Path.StartsWith(at + '.', StringComparison.Ordinal))
        .Select(setting => setting.Path[(at.Length == 0 ? 0 : at.Length + 1)..].Split('.')[0])
        .Distinct(StringComparer.Ordinal));
}
