using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Finds the column, or the two columns, that hold the period of each row.</summary>
internal sealed class PeriodColumns(Header header, HashSet<int> used, Question question)
{
    /// <summary>The plan with its period; null where no column holds one.</summary>
    public Plan? Find(Plan plan)
    {
        if (plan.Period >= 0)
        {
            return Read(plan);
        }

        if (plan.Part >= 0)
        {
            return WithYear(plan);
        }

        if (Range() is { } range)
        {
            used.UnionWith([range.Start, range.End]);
            return Read(plan with { Period = range.Start, End = range.End });
        }

        int[] whole = [.. Free(Names.IsPeriod).Where(column => Texts(column) is { Length: > 0 } texts && texts.Any(PeriodTexts.IsPeriod))];
        var (week, month) = (Part(Names.IsWeek, whole), Part(Names.IsMonth, whole));
        var year = plan.Year >= 0 ? plan.Year : Free(Names.IsYear).FirstOrDefault(-1);
        if (whole.Length == 0)
        {
            return week < 0 && month < 0
                ? null
                : WithYear(plan with { Part = week >= 0 ? week : month, PartIsWeek = week >= 0, Year = year });
        }

        // Of several, the one in the form that is stored; identifiers such as 202301 before names such as January 2023.
        var chosen = whole.OrderBy(column => Texts(column).All(text => PeriodParser.TryParse(text, out _)) ? 0 : 1).First();
        used.UnionWith(whole);
        used.UnionWith(new[] { week, month, year }.Where(column => column >= 0));
        var read = Read(plan with { Period = chosen });
        foreach (var other in whole.Where(column => column != chosen))
        {
            Compare(read, other);
        }

        return read;
    }

    private Plan Read(Plan plan)
    {
        used.UnionWith([plan.Period, plan.End]);
        var texts = header.Rows.Select(row => plan.End >= 0 ? plan.RangeOf(row) : row[plan.Period]);
        var (periods, unclear) = PeriodTexts.Of(texts, plan.DateOrder);
        return unclear is { } asked ? throw question.Refuse(asked.What, asked.Remedy, plan.Period) : plan with { Periods = periods };
    }

    private Plan WithYear(Plan plan)
    {
        var year = plan.Year >= 0 || plan.FixedYear is not null ? plan.Year : Free(Names.IsYear).FirstOrDefault(-1);
        used.UnionWith([plan.Part, year]);
        if (year < 0 && plan.FixedYear is null)
        {
            throw question.Ask(
                $"column {header.Name(plan.Part)} holds {(plan.PartIsWeek ? "weeks" : "months")}, and no column the year.",
                "year: 2023, or year: COLUMN",
                plan.Part
            );
        }

        // A month beside a week says nothing more.
        used.UnionWith(Free(Names.IsMonth));
        return plan with { Year = year };
    }

    /// <summary>Two columns of periods that contradict each other leave it unclear which one counts.</summary>
    private void Compare(Plan plan, int other)
    {
        var (periods, _) = PeriodTexts.Of(Texts(other), plan.DateOrder);
        if (periods is null)
        {
            return;
        }

        foreach (var row in header.Rows)
        {
            var (one, two) = (plan.PeriodOf(row), periods.Read(row[other]));
            if (one != two && PeriodParser.TryParse(one, out var left) && PeriodParser.TryParse(two, out var right) && left != right)
            {
                throw question.Ask(
                    $"columns {header.Name(plan.Period)} and {header.Name(other)} name different periods in line {row.Line} "
                        + $"({one} and {two}).",
                    $"period: \"{header.Name(plan.Period)}\", or period: \"{header.Name(other)}\"",
                    other
                );
            }
        }
    }

    /// <summary>A column of months or weeks without their year.</summary>
    private int Part(Func<string, bool> means, int[] whole) =>
        Free(means)
            .Where(column => !whole.Contains(column))
            .FirstOrDefault(column => Texts(column).All(text => Plan.NumberOf(text, means == Names.IsWeek) is not null), -1);

    private (int Start, int End)? Range() =>
        Free(Names.IsStart).FirstOrDefault(-1) is var start and >= 0 && Free(Names.IsEnd).FirstOrDefault(-1) is var end and >= 0
            ? (start, end)
            : null;

    private int[] Free(Func<string, bool> means) =>
        [.. Enumerable.Range(0, header.Names.Length).Where(column => !used.Contains(column) && means(header.Names[column]))];

    private string[] Texts(int column) =>
        [.. header.Rows.Select(row => row[column]).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
}
