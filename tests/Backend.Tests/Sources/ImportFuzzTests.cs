using System.Globalization;
using System.Text;
using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>
/// Importers against files with random damage: each is refused with a remedy, or what is stored of it is what an independent reading of the
/// damaged text gives. Nothing crashes, nothing is stored in part, no value changes in silence.
/// </summary>
public sealed class ImportFuzzTests
{
    private const string Observations = """
        time_period,location,parent,disease_cases,population,rainfall
        2024-01,Kpélé,North,12,45210,12.5
        2024-01,Abim,North,7,1200,0.25
        2024-01,"Fort, Portal",South,133,98000,
        2024-02,Kpélé,North,15,45210,80.125
        2024-02,Abim,North,,1200,3
        2024-02,"Fort, Portal",South,98,98000,41.5

        """;

    private const string Hierarchy = "location,parent\nAbim,North\nKpélé,North\n\"Fort, Portal\",South\nNorth,Nation\nSouth,Nation\n";

    private static readonly string[] Tokens =
    [
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\n",
        "\r\n",
        "\0",
        "\uFEFF",
        "\u0301",
        "\u00A0",
        "\u2011",
        "1.442",
        "1,442",
        "NaN",
        "-1",
        "1e400",
        "9e15",
        "2080-01",
        "2024-13",
        "2024W53",
        "sep=;\n",
        "Total",
        "North",
        "..",
        "é",
        "{",
        "}",
        "[",
        "]",
        "\\ud800",
        "null",
        "location",
        "parent",
        " ",
        "0",
        ".",
        "'",
    ];

    private const int FilesOfADatabase = 25;

    [Fact]
    public Task Hundreds_of_damaged_files_are_refused_or_read_as_they_stand() => Fuzz(300, 20260101);

    /// <summary>By name alone: <c>--explicit only --filter-method "*.Ten_thousand*"</c>.</summary>
    [Fact(Explicit = true)]
    public Task Ten_thousand_damaged_files_are_refused_or_read_as_they_stand() => Fuzz(10_000, 7);

    private static async Task Fuzz(int files, int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var first = 0; first < files; first += FilesOfADatabase)
        {
            // What was accepted of earlier files is what later ones meet; but in time it would make all of them contradictory.
            var (itsRead, itsRefused) = await FuzzOneAsync(random, first, Math.Min(FilesOfADatabase, files - first), seed);
            (read, refused) = (read + itsRead, refused + itsRefused);
        }

        (read > files / 30, refused > files / 10).ShouldBe((true, true), $"{read} read, {refused} refused");
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {refused} refused");
    }

    private static async Task<(int Read, int Refused)> FuzzOneAsync(Random random, int first, int files, int seed)
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(Observations);
        var importer = new Importer(scratch.Database, scratch.Clock);
        var (read, refused) = (0, 0);
        for (var file = first; file < first + files; file++)
        {
            var kind = random.Next(4);
            var observations = scratch.Write("o.csv", kind < 2 ? Damaged(random, Observations) : Encoding.UTF8.GetBytes(Observations));
            var boundaries = kind == 2 ? scratch.Write("b.geojson", Damaged(random, Boundaries())) : null;
            var hierarchy = kind == 3 ? scratch.Write("h.csv", Damaged(random, Hierarchy)) : null;
            var before = await StateAsync(scratch);
            try
            {
                var report = await importer.ImportAsync(observations, boundaries, hierarchy);
                read++;
                if (kind < 2)
                {
                    await ShouldHoldWhatStands(scratch, await File.ReadAllBytesAsync(observations), report, $"file {file} of seed {seed}");
                }
            }
            catch (RejectedFileException rejected)
            {
                refused++;
                rejected.Problems.ShouldAllBe(problem => problem.What.Length > 0 && problem.Remedy.Length > 0);
                (await StateAsync(scratch)).ShouldBe(before, $"file {file} of seed {seed}");
            }
            catch (UserFacingException told)
            {
                refused++;
                told.Message.ShouldNotBeEmpty();
                (await StateAsync(scratch)).ShouldBe(before, $"file {file} of seed {seed}");
            }
        }

        return (read, refused);
    }

    /// <summary>
    /// Every stored number of an undoubted line (as many plain fields as the header, no warning of a change) is the text of its cell.
    /// </summary>
    private static async Task ShouldHoldWhatStands(Scratch scratch, byte[] bytes, ImportReport report, string which)
    {
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        var header = lines[0].Split(',').Select(name => name.Trim().ToLowerInvariant()).ToArray();
        var (period, place, cases) = (
            Array.IndexOf(header, "time_period"),
            Array.IndexOf(header, "location"),
            Array.IndexOf(header, "disease_cases")
        );
        if (report.Warnings.Any(warning => warning.Contains("left out") || warning.Contains("called like a total")))
        {
            return;
        }

        if (period < 0 || place < 0 || cases < 0 || lines.Any(line => line.Contains('"')) && lines.Count(line => line.Contains('"')) != 2)
        {
            return;
        }

        var panel = await Panels.NewestAsync(scratch);
        foreach (var line in lines.Skip(1).Where(line => !line.Contains('"')))
        {
            var cells = line.Split(',').Select(cell => cell.Trim()).ToArray();
            if (cells.Length != header.Length || !Forecasting.Series.PeriodParser.TryParse(cells[period], out var when))
            {
                continue;
            }

            // Of two places of one name, the later is stored with its parent.
            var group = Array.IndexOf(header, "parent");
            var names = panel.Locations.ToList();
            var apart = group < 0 ? -1 : names.IndexOf($"{cells[place]} ({cells[group]})");
            var row = apart >= 0 ? apart : names.IndexOf(cells[place]);
            var at = when.Minus(panel.First);
            if (
                row < 0
                || !double.TryParse(cells[cases], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || double.IsNaN(number)
            )
            {
                continue;
            }

            panel.Series(row, "disease_cases")[at].ShouldBe(number, $"{which}: {line}\n{string.Join('\n', report.Warnings)}");
        }
    }

    private static async Task<string> StateAsync(Scratch scratch)
    {
        await using var connection = await scratch.Database.OpenAsync();
        return await connection.ExecuteScalarAsync<string>(
                """
                SELECT (SELECT COUNT(*) FROM observation) || '/' || (SELECT COUNT(*) FROM location)
                    || '/' || (SELECT COUNT(*) FROM source_file)
                    || '/' || (SELECT COALESCE(MAX(recorded_at), 0) FROM observation) || '/' || (SELECT COUNT(*) FROM variable)
                    || '/' || (SELECT COUNT(*) FROM location_parent) || '/' || (SELECT COALESCE(SUM(LENGTH(geometry)), 0) FROM location)
                """
            ) ?? "";
    }

    private static byte[] Damaged(Random random, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 8)));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Boundaries() =>
        BoundaryTests.Collection([
            .. new[] { "Kpélé", "Abim", "Fort, Portal" }.Select(
                (name, index) =>
                    BoundaryTests.Feature(
                        $$"""{"name":"{{name}}","code":"{{index}}","parentName":"{{(index < 2 ? "North" : "South")}}"}""",
                        $$"""{"type":"Polygon","coordinates":[[[{{index}},0],[{{index + 1}},0],"""
                            + $$"""[{{index + 1}},1],[{{index}},1],[{{index}},0]]]}"""
                    )
            ),
        ]);
}
