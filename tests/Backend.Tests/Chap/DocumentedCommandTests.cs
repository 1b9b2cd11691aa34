using System.Runtime.CompilerServices;
using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Commands;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Tests.Chap;

/// <summary>The commands of docs/chap.md and of MLproject are run as they are written there.</summary>
public sealed class DocumentedCommandTests : IDisposable
{
    private static readonly string[] Files =
    [
        "train.csv",
        "historic.csv",
        "future.csv",
        "predictions.csv",
        "model",
        "model_configuration.yaml",
    ];

    private readonly Scratch _scratch = Scratch.Empty();

    [Fact]
    public async Task The_commands_of_the_documentation_work_as_they_are_written()
    {
        await Prepare();
        var commands = Documented("docs/chap.md")
            .Where(line =>
                line.StartsWith("malaria-predictor ", StringComparison.Ordinal) && !line.Contains(" serve", StringComparison.Ordinal)
            )
            .ToArray();
        commands.Length.ShouldBe(3);
        foreach (var command in commands)
        {
            await Run(command);
        }

        File.ReadLines(Here("predictions.csv")).Count().ShouldBe(1 + (3 * 4));
    }

    [Fact]
    public void The_documented_ways_to_serve_are_understood()
    {
        var serving = Documented("docs/chap.md").Where(line => line.Contains("chap serve", StringComparison.Ordinal)).ToArray();
        serving.Length.ShouldBe(2);
        foreach (var line in serving)
        {
            var arguments = line.Split(' ').SkipWhile(word => word != "malaria-predictor").Skip(1).ToArray();
            Root.Create(new HostContext(_ => null, TimeProvider.System)).Parse(arguments).Errors.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task CHAP_can_run_the_entry_points_of_MLproject()
    {
        await Prepare();
        var yaml = new YamlStream();
        using var text = new StringReader(await File.ReadAllTextAsync(InRepository("MLproject"), TestContext.Current.CancellationToken));
        yaml.Load(text);
        var entries = (YamlMappingNode)yaml.Documents[0].RootNode["entry_points"];
        foreach (var entry in (string[])["train", "predict"])
        {
            var command = entries[entry]["command"].ToString();
            foreach (var (parameter, _) in ((YamlMappingNode)entries[entry]["parameters"]).Children)
            {
                command.ShouldContain($"{{{parameter}}}");
            }

            await Run(
                command
                    .Replace("{train_data}", "train.csv")
                    .Replace("{model}", "model")
                    .Replace("{historic_data}", "historic.csv")
                    .Replace("{future_data}", "future.csv")
                    .Replace("{out_file}", "predictions.csv")
                    .Replace("{model_config}", "model_configuration.yaml")
            );
        }

        File.Exists(Here("predictions.csv")).ShouldBeTrue();
    }

    public void Dispose() => _scratch.Dispose();

    private static IEnumerable<string> Documented(string document)
    {
        var inside = false;
        foreach (var line in File.ReadLines(InRepository(document)))
        {
            inside = line.StartsWith("```", StringComparison.Ordinal) ? line == "```sh" : inside;
            if (inside && line != "```sh")
            {
                yield return line;
            }
        }
    }

    private static string InRepository(string path, [CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", path));

    private async Task Prepare()
    {
        (await Cli.RunAsync(_scratch, "simulate", "--out", _scratch.Folder, "--districts", "4", "--years", "5")).Code.ShouldBe(
            ExitCode.Done
        );
        var files = new ChapFiles(_scratch, await File.ReadAllTextAsync(Here("observations.csv"))).Cut(3);
        File.Copy(files.Historic, Here("train.csv"));
        _scratch.Write("model_configuration.yaml", "user_option_values:\n  samples: 100\nadditional_continuous_covariates: []\n");
    }

    private async Task Run(string command)
    {
        var (code, _, error) = await Cli.RunAsync(
            _scratch,
            [.. command.Split(' ').Skip(1).Select(word => Files.Contains(word, StringComparer.Ordinal) ? Here(word) : word)]
        );
        code.ShouldBe(ExitCode.Done, $"{command}: {error}");
    }

    private string Here(string file) => Path.Combine(_scratch.Folder, file);
}
