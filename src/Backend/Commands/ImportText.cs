using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Commands;

/// <summary>What an import says when it is over, to a person or to a machine.</summary>
internal static class ImportText
{
    public static void Write(ImportReport report, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            JsonOutput.Write(output, report);
            return;
        }

        foreach (var warning in report.Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }

        var label = report.Simulated ? " (SIMULATED)" : "";
        output.WriteLine(
            $"{report.File}{label}: {report.Rows} rows, {report.Locations} locations, {report.Periods} {report.First} to {report.Last}."
        );
        output.WriteLine(
            report.New + report.Corrected == 0
                ? $"0 new values: all {report.Unchanged} were there already."
                : $"{report.New} new values, {report.Corrected} corrected ({report.Withdrawn} of them now missing), "
                    + $"{report.Unchanged} unchanged."
        );
        if (report.Boundaries > 0)
        {
            output.WriteLine($"{report.Boundaries} boundaries stored.");
        }

        if (report.Groups > 0)
        {
            output.WriteLine(Groups(report.Groups, report.GroupLevels));
        }
    }

    public static void Write(Hierarchy hierarchy, IReadOnlyList<string> warnings, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            JsonOutput.Write(
                output,
                new
                {
                    groups = hierarchy.Groups,
                    hierarchy.Levels,
                    warnings,
                }
            );
            return;
        }

        foreach (var warning in warnings)
        {
            error.WriteLine($"warning: {warning}");
        }

        output.WriteLine(Groups(hierarchy.Groups.Count, hierarchy.Levels));
    }

    private static string Groups(int count, int levels) =>
        $"{count} groups of locations on {(levels == 1 ? "1 level" : $"{levels} levels")}.";

    public static void Write(RejectedFileException rejected, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            JsonOutput.Write(
                output,
                new
                {
                    rejected = rejected.File,
                    total = rejected.Total,
                    problems = rejected.Problems,
                }
            );
            return;
        }

        error.WriteLine(rejected.Message);
        foreach (var problem in rejected.Problems)
        {
            error.WriteLine($"  {problem}");
        }

        if (rejected.Untold > 0)
        {
            error.WriteLine($"  … and {rejected.Untold} more.");
        }
    }
}
