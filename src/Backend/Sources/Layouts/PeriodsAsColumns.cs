using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Finds the columns that are periods, and what their cells hold.</summary>
internal sealed class PeriodsAsColumns(Table table, Header header, HashSet<int> used, Mapping mapping, Question question)
{
    private const int FewestWide = 2;

    public WideColumn[] Find(Plan plan)
    {
        if (plan.ColumnsAre == WideColumns.Places)
        {
            return [];
        }

        int[] free = [.. Enumerable.Range(0, header.Names.Length).Where(column => !used.Contains(column))];
        var days = DaysAsColumns(free);
        var found = free.Select(column =>
                (
                    Column: column,
                    Header: days.TryGetValue(column, out var whole)
                        ? new WideHeader(whole, null, "")
                        : WideHeader.Of(header.Names[column], header.Names)
                )
            )
            .Where(pair => pair.Header is not null)
            .ToArray();
        var fewest = plan.ColumnsAre == WideColumns.Periods ? 1 : FewestWide;
        if (found.Length < fewest)
        {
            return plan.ColumnsAre == WideColumns.Periods
                ? throw question.Wrong(
                    "columns_are",
                    "no column is a period.",
                    "Correct the mapping, or skip_rows if the names stand further down."
                )
                : [];
        }

        string[] rests = [.. found.Select(pair => pair.Header!.Rest).Where(rest => rest.Length > 0).Distinct(StringComparer.Ordinal)];
        var variables =
            plan.Element >= 0 || rests.Length == 0
                ? null
                : new ValueNames(mapping, question).Of(
                    rests,
                    "group of columns",
                    needsCases: found.All(pair => pair.Header!.Rest.Length > 0)
                );
        if (plan.Element < 0 && plan.Parasite < 0 && found.Any(pair => pair.Header!.Rest.Length == 0))
        {
            RequireCases();
        }

        return
        [
            .. found
                .Select(pair => new WideColumn(
                    pair.Column,
                    pair.Header!.Whole,
                    pair.Header.Part,
                    null,
                    pair.Header.Rest.Length > 0 && variables is not null ? variables[pair.Header.Rest]
                        : plan.Element >= 0 || plan.Parasite >= 0 ? ""
                        : mapping.Cells ?? Variables.Cases
                ))
                .Where(wide => wide.Variable != Plan.Ignored),
        ];
    }

    /// <summary>The cells of a wide table have no name. They are cases, unless its title speaks of something else.</summary>
    public void RequireCases()
    {
        string?[] titles = [table.Sheet, .. table.Rows.TakeWhile(row => row.Line < header.Line).SelectMany(row => row.Cells)];
        if (mapping.Cells is null && titles.FirstOrDefault(title => title is not null && Names.SpeaksOfOther(title)) is { } other)
        {
            throw question.Ask(
                $"the title '{FileProblem.Shown(other)}' leaves open whether the cells hold confirmed cases.",
                $"cells: {Variables.Cases}, or the name of what they hold, such as {Variables.Rainfall}",
                -1
            );
        }
    }

    /// <summary>Columns named by days, which only together say whether they are months or weeks.</summary>
    private Dictionary<int, string> DaysAsColumns(int[] free)
    {
        int[] days = [.. free.Where(column => PeriodTexts.IsPeriod(header.Names[column]) && PeriodTexts.One(header.Names[column]) is null)];
        if (days.Length < FewestWide)
        {
            return [];
        }

        var (periods, unclear) = PeriodTexts.Of(days.Select(column => header.Names[column]), mapping.DateOrder);
        return unclear is { } asked
            ? throw question.Refuse(asked.What, asked.Remedy, days[0])
            : days.ToDictionary(column => column, column => periods!.Read(header.Names[column]));
    }
}
