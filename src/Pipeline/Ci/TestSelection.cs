using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>Which tests to run while working: those that a filter names, or those that changed files seem to affect.</summary>
/// <param name="Project">A test project, such as Backend.Tests.</param>
/// <param name="Filters">Arguments of the test program; none runs the whole project.</param>
internal sealed partial record TestSelection(string Project, IReadOnlyList<string> Filters)
{
    /// <summary>
    /// A project (Backend or Backend.Tests), else every test whose class or name contains the filter, in the projects whose sources contain
    /// it.
    /// </summary>
    public static IReadOnlyList<TestSelection> Named(string root, string filter)
    {
        var projects = Projects(root);
        if (projects.FirstOrDefault(project => Is(project, filter) || Is(project, filter + ".Tests")) is { } whole)
        {
            return [new TestSelection(whole, [])];
        }
        var word = filter.Split('.')[^1];
        return
        [
            .. projects
                .Where(project =>
                    Sources(root, project).Any(file => File.ReadAllText(file).Contains(word, StringComparison.OrdinalIgnoreCase))
                )
                .Select(project => new TestSelection(project, ["--filter-method", $"*{filter}*"])),
        ];

        static bool Is(string project, string name) => project.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// For each test project: the test classes that changed themselves, and those whose file names a type of a file that changed. It is a
    /// guess that is right most of the time; <c>./pipeline ci</c> runs everything.
    /// </summary>
    /// <param name="root">The repository.</param>
    /// <param name="changed">Paths relative to it.</param>
    public static IReadOnlyList<TestSelection> Affected(string root, IReadOnlyCollection<string> changed)
    {
        var types = changed
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => Types(root, file))
            .ToHashSet(StringComparer.Ordinal);
        var documents = changed
            .Where(file => !file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(Path.GetFileName)
            .OfType<string>()
            .ToList();
        return
        [
            .. Projects(root)
                .Select(project => (Project: project, Classes: Classes(project).ToList()))
                .Where(selected => selected.Classes.Count > 0)
                .OrderBy(selected => selected.Classes.Count)
                .Select(selected => new TestSelection(selected.Project, ["--filter-class", .. selected.Classes])),
        ];

        IEnumerable<string> Classes(string project) =>
            from file in Sources(root, project)
            let text = File.ReadAllText(file)
            where IsTest().IsMatch(text)
            where
                changed.Contains(Path.GetRelativePath(root, file).Replace('\\', '/'))
                || Words().Matches(text).Any(word => types.Contains(word.Value))
                || documents.Exists(name => text.Contains(name, StringComparison.Ordinal))
            from Match declaration in Class().Matches(text)
            select $"*.{declaration.Groups[1].Value}";
    }

    /// <summary>The types that a file declares at its top, and the one that it is named for, which may be gone.</summary>
    private static IEnumerable<string> Types(string root, string file)
    {
        var path = Path.Combine(root, file);
        var declared = File.Exists(path) ? Type().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value) : [];
        return declared.Append(Path.GetFileName(file).Split('.')[0]);
    }

    /// <summary>The test projects that the solution's tests folder holds, by name.</summary>
    public static IReadOnlyList<string> Projects(string root) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Sources(string root, string project) =>
        Directory.EnumerateFiles(Path.Combine(root, "tests", project), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\[(Fact|Theory)\b")]
    private static partial Regex IsTest();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex Class();

    [GeneratedRegex(
        @"^(?:public|internal)\b[\w ]*\b(?:class|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Type();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
