using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>A good file to be damaged, and the boundaries and groups of its places.</summary>
internal sealed record FuzzBase(string Name, string Csv)
{
    private const int MostLines = 60;
    private const int MostPlaces = 12;

    private const string Small = """
        time_period,location,parent,disease_cases,population,rainfall
        2024-01,Kpélé,North,12,45210,12.5
        2024-01,Abim,North,7,1200,0.25
        2024-01,"Fort, Portal",South,133,98000,
        2024-02,Kpélé,North,15,45210,80.125
        2024-02,Abim,North,,1200,3
        2024-02,"Fort, Portal",South,98,98000,41.5

        """;

    /// <summary>The small file, those made for the cases and, where they are here, parts of real files and of the cases.</summary>
    public static IReadOnlyList<FuzzBase> All { get; } =
    [
        new("small", Small),
        .. new[] { "01", "03", "06", "07", "14" }.SelectMany(kind =>
            CaseVariants.Of(kind).Select(file => new FuzzBase(file.Name, file.Csv))
        ),
        .. Real(),
    ];

    private string[] Lines => Csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The names of its places, as far as they are plain cells.</summary>
    public string[] Places
    {
        get
        {
            var at = Array.IndexOf(Lines[0].TrimEnd('\r').Split(','), "location");
            return
            [
                .. Lines
                    .Skip(1)
                    .Where(line => !line.Contains('"'))
                    .Select(line => line.Split(',')[at].Trim())
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostPlaces),
            ];
        }
    }

    public string Hierarchy =>
        "location,parent\n"
        + string.Concat(Places.Select((name, index) => $"{name},{(index % 3 == 0 ? "Group North" : "Group South")}\n"))
        + "Group North,Nation\nGroup South,Nation\n";

    public string Boundaries =>
        BoundaryTests.Collection([
            .. Places.Select(
                (name, x) =>
                    BoundaryTests.Feature(
                        $$"""{"name":"{{name}}","code":"{{x}}"}""",
                        $$"""{"type":"Polygon","coordinates":[[[{{x}},0],[{{x + 1}},0],[{{x + 1}},1],[{{x}},1],[{{x}},0]]]}"""
                    )
            ),
        ]);

    /// <summary>The newest lines of some places of each real file, and the cases that are in order.</summary>
    private static IEnumerable<FuzzBase> Real()
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        if (string.IsNullOrEmpty(data) || !Directory.Exists(data))
        {
            yield break;
        }

        foreach (var file in Directory.GetFiles(data, "observations.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            yield return new FuzzBase(Path.GetFileName(Path.GetDirectoryName(file)!), Part(File.ReadAllLines(file)));
        }

        var cases = Path.Combine(data, "..", "cases");
        foreach (var kind in Directory.Exists(cases) ? new[] { "01", "06", "07", "14" } : [])
        {
            foreach (var folder in Directory.EnumerateDirectories(cases, kind + "-*"))
            {
                foreach (var file in Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal))
                {
                    yield return new FuzzBase(Path.GetFileName(file), Part(File.ReadAllLines(file)));
                }
            }
        }
    }

    private static string Part(string[] lines)
    {
        var step = Math.Max(1, (lines.Length - 1) / MostLines);
        var text = new StringBuilder(lines[0]).Append('\n');
        for (var line = 1; line < lines.Length; line += step)
        {
            text.Append(CultureInfo.InvariantCulture, $"{lines[line]}\n");
        }

        return text.ToString();
    }
}
