namespace MalariaPredictor.Pipeline.Ci;

/// <summary>The build graph: stages one after the other, the checks of a stage side by side.</summary>
internal static class Checks
{
    public const string Format = "format";

    /// <summary>Tells the tests how thorough to be: a bounded slice of each proof, or all of it.</summary>
    public const string TierVariable = "MALARIA_CI_TIER";

    public const string ShortTier = "short";
    public const string LongTier = "long";

    /// <summary>The trait of tests that measure, take an hour or need the internet: they run only by name.</summary>
    private const string OnRequest = "run=on request";

    public static IReadOnlyList<Check> Prepare { get; } = [new("restore", "dotnet", "restore"), new("tools", "dotnet", "tool", "restore")];

    /// <param name="measured">Coverage will be measured, which counts nothing in what was compiled ahead.</param>
    public static IReadOnlyList<Check> Build(bool measured) =>
        [
            // Style and every analyzer run as errors in the build itself; layout is the formatter's.
            new(Format, "dotnet", "csharpier", "check", "."),
            new(
                "build",
                "dotnet",
                ["build", "--no-restore", "--configuration", "Release", .. measured ? (string[])["-p:CompileAhead=false"] : []]
            ),
        ];

    /// <summary>What begins first, since it ends last.</summary>
    private static readonly string[] _long = ["Pipeline.Tests", "Journey.Tests"];

    /// <summary>A check per test project. Each writes its results into a folder.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="results">The folder.</param>
    /// <param name="whole">Runs every proof in full, and those that ordinary runs leave out.</param>
    /// <param name="measured">Measures coverage as well.</param>
    public static IReadOnlyList<Check> Tests(string root, string results, bool whole, bool measured) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .OfType<string>()
                .OrderByDescending(project => _long.Contains(project))
                .ThenBy(project => project, StringComparer.Ordinal)
                .Select(project => new Check(
                    project,
                    Executable(Path.Combine(root, "artifacts"), project),
                    [
                        "--results-directory",
                        results,
                        "--report-trx",
                        "--report-trx-filename",
                        $"{project}.trx",
                        "--timeout",
                        whole ? "4h" : "40m",
                        "--progress",
                        "off",
                        .. whole ? (string[])["--explicit", "on", "--filter-not-trait", OnRequest] : [],
                        .. measured ? Measure(project) : [],
                    ]
                )
                {
                    Environment = new Dictionary<string, string> { [TierVariable] = whole ? LongTier : ShortTier },
                }),
        ];

    public static Check CrashMatrixBuild { get; } =
        new("build", "dotnet", "build", "tests/Pipeline.Tests", "--configuration", "Release", "--verbosity", "quiet", "-nologo");

    /// <summary>A test that runs only when asked for; each row leaves its figures in <paramref name="results"/>.</summary>
    public static Check CrashMatrix(string root, string results, string? some) =>
        new(
            "crash-matrix",
            Executable(Path.Combine(root, "artifacts"), "Pipeline.Tests"),
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

    /// <summary>The program of a test project, below the folder that the build wrote to.</summary>
    public static string Executable(string artifacts, string project) =>
        Path.Combine(artifacts, "bin", project, "release", $"MalariaPredictor.{project}{(OperatingSystem.IsWindows() ? ".exe" : "")}");
}
