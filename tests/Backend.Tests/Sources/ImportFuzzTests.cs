using System.Globalization;
using System.Text;
using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>
/// Importers against files with random damage: each is refused with a remedy, or what is stored of it is what an independent reading of the
/// damaged text gives. Nothing crashes, nothing is stored in part, no value changes in silence.
/// </summary>
public sealed class ImportFuzzTests
{
    private const int FilesOfADatabase = 10;

    [Fact]
    public Task Damaged_files_are_refused_or_read_as_they_stand() => FuzzAsync(Proof.Rounds(300, 10_000), 20260101);

    private static async Task FuzzAsync(int files, int seed)
    {
        var (read, gentle, failures) = (0, 0, new List<string>());
        for (var first = 0; first < files; first += FilesOfADatabase)
        {
            // What was accepted of earlier files is what later ones meet; but in time it would make all of them contradictory.
            var random = new Random(seed + first);
            var of = FuzzBase.All[first / FilesOfADatabase % FuzzBase.All.Count];
            var (itsRead, itsGentle) = await FuzzOneAsync(random, of, first, Math.Min(FilesOfADatabase, files - first), seed, failures);
            (read, gentle) = (read + itsRead, gentle + itsGentle);
        }

        var refused = files - read;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {read} of {files} read, {refused} refused; {gentle} changed gently");
        failures.ShouldBeEmpty();
        (read >= files / 3, refused >= files / 4).ShouldBe((true, true), $"{read} of {files} read");
    }

    private static async Task<(int Read, int Gentle)> FuzzOneAsync(
        Random random,
        FuzzBase of,
        int first,
        int files,
        int seed,
        List<string> failures
    )
    {
        using var scratch = await Scratch.MigratedAsync();
        await Should.NotThrowAsync(() => TryAsync(scratch, of));
        var importer = new Importer(scratch.Database, scratch.Clock);
        var (read, gentle) = (0, 0);
        for (var file = first; file < first + files; file++)
        {
            var which = $"file {file} of seed {seed}, from {of.Name}";
            var (kind, isGentle) = (random.Next(4), random.Next(2) == 0);
            gentle += isGentle ? 1 : 0;
            var observations = scratch.Write("o.csv", kind < 2 ? Damage.Of(random, of.Csv, isGentle) : Encoding.UTF8.GetBytes(of.Csv));
            var boundaries = kind == 2 ? scratch.Write("b.geojson", Damage.Of(random, of.Boundaries, isGentle)) : null;
            var hierarchy = kind == 3 ? scratch.Write("h.csv", Damage.Of(random, of.Hierarchy, isGentle)) : null;
            var before = await StateAsync(scratch);
            try
            {
                var report = await importer.ImportAsync(observations, boundaries, hierarchy);
                read++;
                await ShouldHoldWhatStandsAsync(scratch, await File.ReadAllBytesAsync(observations), report, which);
            }
            catch (RejectedFileException rejected)
            {
                rejected.Problems.ShouldAllBe(problem => problem.What.Length > 0 && problem.Remedy.Length > 0);
                ShouldBeForPeople(string.Join('\n', rejected.Problems), which);
                (await StateAsync(scratch)).ShouldBe(before, which);
            }
            catch (UserFacingException told)
            {
                ShouldBeForPeople(told.Message, which);
                (await StateAsync(scratch)).ShouldBe(before, which);
            }
            catch (Exception crash)
            {
                // All of them are told at once: a run of ten thousand files takes minutes.
                failures.Add($"{which}: {crash}");
            }
        }

        return (read, gentle);
    }

    /// <summary>Some of the cases are refused as they are: then the database is empty at first.</summary>
    private static async Task TryAsync(Scratch scratch, FuzzBase of)
    {
        try
        {
            await scratch.ImportAsync(of.Csv);
        }
        catch (RejectedFileException)
        {
            (await scratch.CountAsync("observation")).ShouldBe(0);
        }
    }

    private static void ShouldBeForPeople(string text, string which)
    {
        text.ShouldNotBeEmpty(which);
        text.ShouldNotContain("   at ", customMessage: which);
        text.ShouldNotContain("Exception", customMessage: which);
    }

    /// <summary>
    /// Every undoubted line (as many plain fields as the header) of a file that was read is stored, and every undoubted number of it
    /// (digits with a point at most) is the number in its cell.
    /// </summary>
    private static async Task ShouldHoldWhatStandsAsync(Scratch scratch, byte[] bytes, ImportReport report, string which)
    {
        var encoding = report.Warnings.Any(warning => warning.StartsWith("not UTF-8")) ? Encoding.Latin1 : Encoding.UTF8;
        var lines = encoding.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        var delimiter =
            lines[0].Contains('\t') ? '\t'
            : lines[0].Contains(';') ? ';'
            : ',';
        var header = lines[0].Split(delimiter).Select(name => name.Trim().Trim('"').ToLowerInvariant()).ToArray();
        var (period, place) = (Array.IndexOf(header, "time_period"), Array.IndexOf(header, "location"));
        var parent = Array.IndexOf(header, "parent");

        // A quote that is never closed joins lines. What was left out or read otherwise is told, and other tests judge that.
        if (
            period < 0
            || place < 0
            || lines.Any(line => line.Count(letter => letter == '"') % 2 != 0)
            || report.Warnings.Any(warning => Told.Any(word => warning.Contains(word, StringComparison.Ordinal)))
        )
        {
            return;
        }

        var panel = await Panels.NewestAsync(scratch);
        var rows = panel.Locations.Index().ToLookup(pair => PlaceName.Canonical(pair.Item), pair => pair.Index, StringComparer.Ordinal);
        foreach (var line in lines.Skip(1).Where(line => !line.Contains('"')))
        {
            var cells = line.Split(delimiter).Select(cell => cell.Trim()).ToArray();
            if (cells.Length != header.Length || !PeriodParser.TryParse(cells[period], out var when))
            {
                continue;
            }

            // Of two places of one name, the later is stored with its parent.
            int[] found = [.. parent < 0 ? [] : rows[PlaceName.Canonical($"{cells[place]} ({cells[parent]})")]];
            found = found.Length > 0 ? found : [.. rows[PlaceName.Canonical(cells[place])]];
            found.Length.ShouldBe(1, $"{which}: {line}\n{string.Join('\n', report.Warnings)}");
            for (var column = 0; column < header.Length; column++)
            {
                if (
                    panel.Has(header[column])
                    && !IsToldOtherwise(header[column], report)
                    && IsPlain(cells[column])
                    && double.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                )
                {
                    panel
                        .Series(found[0], header[column])[when.Minus(panel.First)]
                        .ShouldBe(number, $"{which}: {header[column]} of {line}\n{string.Join('\n', report.Warnings)}");
                }
            }
        }
    }

    private static readonly string[] Told = ["left out", "called like a total", "thousands separator", "Kelvin", "as a covariate", "twice"];

    /// <summary>The sum of the species counts before another number, and one species alone for none; the report says so.</summary>
    private static bool IsToldOtherwise(string column, ImportReport report) =>
        (column == Variables.Cases && report.Warnings.Any(warning => warning.Contains("the sum counts")))
        || (Variables.Species.Contains(column) && report.Warnings.Any(warning => warning.Contains("give one species alone")));

    private static bool IsPlain(string cell) => cell.Length > 0 && cell.All(letter => char.IsAsciiDigit(letter) || letter == '.');

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
}
