using System.Globalization;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Tests.Sources.Layouts;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>A file of observations, and one of boundaries or none.</summary>
internal sealed record CaseFile(string Name, string Csv, string? GeoJson = null);

/// <summary>What must come of every file of a kind of fault, whatever it looks like in detail.</summary>
internal static class CaseKinds
{
    /// <summary>Kinds that are no files for the importer; other tests have them.</summary>
    public static readonly string[] Elsewhere = ["10", "13", "15"];

    public static readonly IReadOnlyDictionary<string, Func<Scratch, CaseFile, Task>> Of = new Dictionary<
        string,
        Func<Scratch, CaseFile, Task>
    >(StringComparer.Ordinal)
    {
        ["01"] = (scratch, file) => QuietAsync(scratch, file, _ => false),
        ["02"] = CountsAreWholeAsync,
        ["03"] = NoNameTwiceAsync,
        ["04"] = EachInItsSquareAsync,
        ["05"] = EachInItsSquareAsync,
        ["06"] = NoTotalAsync,
        ["07"] = RegionsStayApartAsync,
        ["08"] = ShapesOrReasonAsync,
        ["09"] = (scratch, file) =>
            OneMessageAsync(scratch, file, "there is no month", "has the weeks", "neither one month", "a day", "names a day that is in no"),
        ["11"] = (scratch, file) => ReadOrOneMessageAsync(scratch, file, "counts the confirmed cases", "are days"),
        ["12"] = (scratch, file) => ToldOfAsync(scratch, file, "after today", "the year is outside"),
        ["14"] = CorrectedTwiceAsync,
        ["16"] = (scratch, file) => OneMessageAsync(scratch, file, "too long", "more than a million letters"),
        ["17"] = (scratch, file) => OneMessageAsync(scratch, file, "lone surrogate"),
        ["18"] = LayoutAsync,
    };

    private static async Task<(ImportReport? Report, RejectedFileException? Rejected)> ImportAsync(Scratch scratch, CaseFile file)
    {
        try
        {
            return (await scratch.ImportAsync(file.Csv, file.GeoJson), null);
        }
        catch (RejectedFileException rejected)
        {
            (await scratch.CountAsync("observation")).ShouldBe(0, file.Name);
            rejected.Problems.ShouldAllBe(problem => problem.What.Length > 0 && problem.Remedy.Length > 0);
            rejected.Problems.ShouldAllBe(problem => !problem.Remedy.StartsWith("Keep one of the two lines"));
            return (null, rejected);
        }
    }

    private static async Task<ImportReport> QuietAsync(Scratch scratch, CaseFile file, Func<string, bool> expected)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        report.ShouldNotBeNull($"{file.Name}: {rejected?.Problems[0]}");
        report.Warnings.ShouldAllBe(warning => warning.StartsWith("the newest report is of") || expected(warning), file.Name);
        return report;
    }

    private static async Task OneMessageAsync(Scratch scratch, CaseFile file, params string[] whats)
    {
        var (_, rejected) = await ImportAsync(scratch, file);
        rejected.ShouldNotBeNull(file.Name);
        rejected.Problems.ShouldHaveSingleItem();
        whats.ShouldContain(what => rejected.Problems[0].What.Contains(what), $"{file.Name}: {rejected.Problems[0]}");
    }

    private static async Task ToldOfAsync(Scratch scratch, CaseFile file, params string[] whats)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        string[] told = report is null ? [.. rejected!.Problems.Select(problem => problem.What)] : [.. report.Warnings];
        told.ShouldContain(text => whats.Any(what => text.Contains(what)), $"{file.Name}: {string.Join('\n', told)}");
    }

    private static async Task ReadOrOneMessageAsync(Scratch scratch, CaseFile file, params string[] whats)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            rejected.Problems.ShouldHaveSingleItem($"{file.Name}: {string.Join('\n', rejected.Problems)}");
            whats.ShouldContain(what => rejected.Problems[0].What.Contains(what), $"{file.Name}: {rejected.Problems[0]}");
        }
        else
        {
            report!.New.ShouldBeGreaterThan(0);
        }
    }

    /// <summary>Read, as CSV and as a workbook, to the same values; or one question that says how to answer it.</summary>
    private static async Task LayoutAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            rejected.Problems.ShouldHaveSingleItem($"{file.Name}: {string.Join('\n', rejected.Problems)}");
            rejected
                .Problems[0]
                .Remedy.ShouldContain(
                    rejected.Problems[0].What.Contains("days") ? "Add up" : "mapping file",
                    customMessage: $"{file.Name}: {rejected.Problems[0]}"
                );
            return;
        }

        report!.New.ShouldBeGreaterThan(0, file.Name);
        var again = await scratch.ImportAsync(new XlsxFile().Csv("Data", file.Csv).Bytes());
        (again.New, again.Corrected, again.Unchanged).ShouldBe((0, 0, report.New), file.Name);
    }

    private static async Task CountsAreWholeAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            $"{rejected.Problems[0]}".ShouldContain("thousands");
            return;
        }

        report!.Warnings.ShouldContain(warning => warning.Contains("thousands separator"), file.Name);
        var panel = await Panels.NewestAsync(scratch);
        foreach (var variable in panel.Variables)
        {
            double[] values = [.. Enumerable.Range(0, panel.Locations.Count).SelectMany(row => panel.Series(row, variable).ToArray())];
            values.ShouldAllBe(value => double.IsNaN(value) || (value >= 100 && value == Math.Floor(value)), $"{file.Name}: {variable}");
        }
    }

    private static async Task NoNameTwiceAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            rejected.Problems[0].Remedy.ShouldContain("differ only in spelling");
            return;
        }

        (await Panels.NewestAsync(scratch)).Locations.Select(PlaceName.Canonical).ShouldBeUnique(file.Name);
        (file.GeoJson is null ? 0 : report!.Boundaries).ShouldBe(file.GeoJson is null ? 0 : report!.Locations, file.Name);
    }

    /// <summary>The square of place n lies from longitude n to n + 1.</summary>
    private static async Task EachInItsSquareAsync(Scratch scratch, CaseFile file)
    {
        var (_, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            return;
        }

        foreach (var place in await new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken))
        {
            var number = double.Parse(place.Name, CultureInfo.InvariantCulture);
            (place.Longitude is null || (place.Longitude > number && place.Longitude < number + 1)).ShouldBeTrue(
                $"{file.Name}: {place.Name} lies at {place.Longitude}"
            );
        }
    }

    private static async Task NoTotalAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        report.ShouldNotBeNull($"{file.Name}: {rejected?.Problems[0]}");
        report.Warnings.ShouldContain(
            warning => warning.Contains(" is the sum of the "),
            $"{file.Name}: {string.Join('\n', report.Warnings)}"
        );
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldNotContain(name => name.StartsWith("Tot", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task RegionsStayApartAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            $"{rejected.Problems[0]}".ShouldContain("parent");
            return;
        }

        var places = await new LocationStore(scratch.Database).AllAsync(TestContext.Current.CancellationToken);
        var namesakes = places.Where(place => PlaceName.Same(place.Written, "Central")).ToArray();
        namesakes.Length.ShouldBe(file.Csv.Contains("parent", StringComparison.Ordinal) ? 2 : 1);
        if (namesakes.Length == 1 && file.GeoJson is not null)
        {
            report!.Warnings.ShouldContain(warning => warning.Contains("Central"));
        }

        namesakes.Where(place => place.Longitude is not null).Select(place => place.Longitude).ShouldBeUnique();
        var hierarchy = await new LocationParents(scratch.Database).HierarchyAsync(TestContext.Current.CancellationToken);
        namesakes.SelectMany(place => hierarchy.Above(place.Name).Take(1)).Select(group => group.Name).ShouldBeUnique();
    }

    private static async Task ShapesOrReasonAsync(Scratch scratch, CaseFile file)
    {
        var (report, rejected) = await ImportAsync(scratch, file);
        if (rejected is not null)
        {
            $"{rejected.Problems[0]}".ShouldContain("usable shape", customMessage: file.Name);
            return;
        }

        (report!.Boundaries > 0 || file.GeoJson is null).ShouldBeTrue(file.Name);
    }

    /// <summary>A correction and its withdrawal leave the values of the first file.</summary>
    private static async Task CorrectedTwiceAsync(Scratch scratch, CaseFile file)
    {
        var first = await QuietAsync(scratch, file, warning => warning.Contains("is empty throughout"));
        var before = await SumAsync(scratch);
        var lines = file.Csv.Split('\n');
        var at = Array.IndexOf(lines[0].TrimEnd('\r').Split(','), "disease_cases");
        var other = string.Join('\n', lines.Select((line, index) => index == 0 || line.Length == 0 || at < 0 ? line : Changed(line, at)));
        await scratch.ImportAsync(other);
        (await scratch.ImportAsync(file.Csv)).New.ShouldBe(0, file.Name);
        (await SumAsync(scratch)).ShouldBe(before, file.Name);
        (await scratch.CountAsync("location")).ShouldBe(first.Locations);

        static string Changed(string line, int at)
        {
            var cells = line.Split(',');
            cells[at] = "77777";
            return string.Join(',', cells);
        }
    }

    private static async Task<double> SumAsync(Scratch scratch)
    {
        var panel = await Panels.NewestAsync(scratch);
        return panel
            .Variables.SelectMany(variable =>
                Enumerable.Range(0, panel.Locations.Count).SelectMany(row => panel.Series(row, variable).ToArray())
            )
            .Where(value => !double.IsNaN(value))
            .Sum();
    }
}
