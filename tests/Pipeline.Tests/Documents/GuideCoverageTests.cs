using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Commands;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Documents;

public sealed class GuideCoverageTests
{
    private const string Absent = "The guide is not here (it lies beside BENCHMARK_DATA, in ../guide); what can be said without it is.";
    private static readonly CoverageDocument Document = new();
    private static readonly Lazy<IReadOnlyList<string>> TestSources = new(() => Sources("tests"));

    [Fact]
    public void Every_command_is_one_that_the_command_line_takes()
    {
        Document.Commands.Count().ShouldBeGreaterThan(15);
        foreach (var command in Document.Commands)
        {
            // What a command reads need not be here.
            CommandLine
                .Create()
                .Parse(CommandLineParser.SplitCommandLine(command["./pipeline ".Length..]).ToArray())
                .Errors.Select(error => error.Message)
                .Where(message => !message.StartsWith("Directory does not exist", StringComparison.Ordinal))
                .ShouldBeEmpty(command);
        }
    }

    [Fact]
    public void Every_file_is_there() =>
        Document.Links.Where(target => !Path.Exists(Path.Combine(Checkout.At("docs"), target))).ShouldBeEmpty();

    [Fact]
    public void Every_section_names_tests_that_run_in_ordinary_CI()
    {
        Document.Held.Count().ShouldBeGreaterThan(30);
        foreach (var (section, tests) in Document.Held)
        {
            tests.ShouldNotBeEmpty(section);
            tests.Where(test => Source(test) is null).ShouldBeEmpty(section);
        }
    }

    [Fact]
    public void Every_setting_in_use_names_a_test_that_sets_it()
    {
        foreach (var (name, state, tests) in Document.Settings)
        {
            tests.Any().ShouldBe(state == "in use", name);
            foreach (var test in tests)
            {
                Source(test).ShouldNotBeNull(test).ShouldContain(name, Case.Insensitive);
            }
        }
    }

    [Fact]
    public void Every_section_of_the_guide_is_covered_in_its_order()
    {
        Assert.SkipWhen(Guide.Path is null, Absent);
        Document.Sections.ShouldBe(Guide.Sections());
    }

    [Fact]
    public void Every_setting_and_secret_of_the_guide_has_its_state()
    {
        Assert.SkipWhen(Guide.Path is null, Absent);
        Guide.Settings().Count.ShouldBe(47);
        Guide.Settings().Except(Document.Settings.Select(setting => setting.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_in_use_is_read_by_the_code_and_what_is_left_out_is_not()
    {
        var code = string.Concat(Sources("src"));
        foreach (var (name, state, _) in Document.Settings)
        {
            var read = Reads(code, name);
            if (state is "in use" or "made")
            {
                read.ShouldBeTrue($"{name} is said to be {state}");
            }
            else if (state == "left out")
            {
                read.ShouldBeFalse($"{name} is said to be left out");
            }
            else
            {
                state.ShouldBe("carried", name);
            }
        }
    }

    /// <summary>What is only carried reaches the pods, and the backend does not act on it: once it does, this table must say so.</summary>
    [Fact]
    public void What_is_carried_reaches_the_pods_what_is_made_does_not_and_the_backend_reads_neither()
    {
        var backend = string.Concat(Sources("src/Backend"));
        var manifests = string.Concat(
            ((string[])["config.yaml", "deployments.yaml"]).Select(file =>
                File.ReadAllText(Checkout.At("deploy", "kubernetes", "production", "release", file))
            )
        );
        foreach (var (name, state, _) in Document.Settings.Where(setting => setting.State is "carried" or "made"))
        {
            manifests.Contains(name, StringComparison.OrdinalIgnoreCase).ShouldBe(state == "carried", $"{name} is said to be {state}");
            Reads(backend, name).ShouldBeFalse($"{name} is said to be {state}, and is read: it is in use");
        }
    }

    /// <summary>A key of a Secret such as jwt_secret is read by the variable JWT_SECRET.</summary>
    private static bool Reads(string code, string name) => code.Contains($"\"{name}\"") || code.Contains($"\"{name.ToUpperInvariant()}\"");

    /// <summary>The file of a test; null where there is no such test, or where it runs only when asked for.</summary>
    private static string? Source(string test)
    {
        if (test.Split('.') is not [var type, var method])
        {
            return null;
        }
        return TestSources.Value.FirstOrDefault(source =>
            Regex.IsMatch(source, $@"\bclass {type}\b")
            && source.Contains($" {method}(")
            && IsOrdinary(source[..source.IndexOf($" {method}(")])
        );

        // What stands between the attribute and the method's name.
        static bool IsOrdinary(string before)
        {
            var attribute = Math.Max(before.LastIndexOf("[Fact"), before.LastIndexOf("[Theory"));
            return attribute >= 0 && !before[attribute..].Contains("\n    }\n") && !before[attribute..].Contains("Explicit = true");
        }
    }

    private static IReadOnlyList<string> Sources(string folder) =>
        [.. Directory.EnumerateFiles(Checkout.At(folder.Split('/')), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
}
