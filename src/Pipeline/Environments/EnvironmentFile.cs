using MalariaPredictor.Pipeline.Schemas.Forms;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>Reads an environment file. All that is wrong with it is told at once, with line and column; a key nobody knows is wrong.</summary>
internal static class EnvironmentFile
{
    public const string Local = "local";

    /// <param name="given">The name of a file in deploy/environments, or a path of one (with a slash).</param>
    /// <param name="chosen">False when it is only the default: outside of a checkout the built-in values then hold.</param>
    public static EnvironmentSettings Find(string given, bool chosen)
    {
        var file = PathOf(given, chosen);
        return chosen || File.Exists(file) ? Read(file) : new EnvironmentSettings();
    }

    /// <summary>Where the file is that a command line names.</summary>
    public static string PathOf(string given, bool chosen)
    {
        if (given.Contains(Path.DirectorySeparatorChar))
        {
            return given;
        }
        var root = Environment.GetEnvironmentVariable("MALARIA_ROOT") ?? (chosen ? Repository.Find().Root : Environment.CurrentDirectory);
        return Path.Combine(root, "deploy", "environments", given + ".yaml");
    }

    public static EnvironmentSettings Read(string path) =>
        File.Exists(path)
            ? Parse(File.ReadAllText(path), path)
            : throw new Failure(
                $"there is no environment {path}",
                "--environment takes the name of a file in deploy/environments, or the path of one."
            );

    public static EnvironmentSettings Parse(string text, string path)
    {
        var wrong = new Complaints();
        var read = new EnvironmentSettings();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0)
            {
                read = Settings.File.Read(stream.Documents[0].RootNode, "", read, wrong);
            }
        }
        catch (YamlException broken)
        {
            wrong.Add(broken.Start, broken.Message);
        }
        return wrong.All.Count == 0
            ? read
            : throw new Failure(
                $"the environment {path} is not valid:\n  {string.Join("\n  ", wrong.All)}",
                "deploy/environments/schema.json says what it may hold; nothing was changed."
            );
    }
}
