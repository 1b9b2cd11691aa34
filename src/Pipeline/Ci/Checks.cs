namespace MalariaPredictor.Pipeline.Ci;

/// <summary>The build graph: stages one after the other, the checks of a stage side by side.</summary>
internal static class Checks
{
    public const string Format = "format";

    public static IReadOnlyList<Check> Prepare { get; } = [new("restore", "dotnet", "restore"), new("tools", "dotnet", "tool", "restore")];

    public static IReadOnlyList<Check> Build { get; } =
    [
        // Style and every analyzer run as errors in the build itself; layout is the formatter's.
        new(Format, "dotnet", "csharpier", "check", "."),
        new("build", "dotnet", "build", "--no-restore", "--configuration", "Release"),
    ];

    /// <summary>What begins first, since it ends last.</summary>
    private static readonly string[] _long = ["Pipeline.Tests", "Journey.Tests"];

    /// <summary>A check per test project; each writes its verdicts, and its coverage where that is <paramref name="measured"/>, into <paramref name="results"/>.</summary>
    public static IReadOnlyList<Check> Tests(string root, string results, bool measured) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .OfType<string>()
                .OrderByDescending(project => _long.Contains(project))
                .ThenBy(project => project, StringComparer.Ordinal)
                .Select(project => new Check(
                    project,
                    Executable(root, project),
                    [
                        "--results-directory",
                        results,
                        "--report-trx",
                        "--report-trx-filename",
                        $"{project}.trx",
                        "--timeout",
                        "40m",
                        "--progress",
                        "off",
                        .. measured ? Measure(project) : [],
                    ]
                )),
        ];

    public static Check CrashMatrixBuild { get; } =
        new("build", "dotnet", "build", "tests/Pipeline.Tests", "--configuration", "Release", "--verbosity", "quiet", "-nologo");

    /// <summary>A test that runs only when asked for; each row leaves its figures in <paramref name="results"/>.</summary>
    public static Check CrashMatrix(string root, string results, string? some) =>
        new(
            "crash-matrix",
            Executable(root, "Pipeline.Tests"),
            "--explicit",
            "only",
            "--filter-class",
            "*.WholeCrashMatrix",
            "*.WholeClusterMatrix",
            "--progress",
            "off"
        )
        {
            Environment = new Dictionary<string, string> { [CrashMatrixRun.Folder] = results, [CrashMatrixRun.Rows] = some ?? "" },
        };

    private static string[] Measure(string project) =>
        ["--coverage", "--coverage-output-format", "cobertura", "--coverage-output", $"{project}.cobertura.xml"];

    private static string Executable(string root, string project) =>
        Path.Combine(
            root,
            "artifacts",
            "bin",
            project,
            "release",
            $"MalariaPredictor.{project}{(OperatingSystem.IsWindows() ? ".exe" : "")}"
        );
}
