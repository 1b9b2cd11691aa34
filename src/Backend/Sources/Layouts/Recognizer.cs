using System.Globalization;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Finds out how a table is laid out: what a mapping states counts, the rest is recognized by names and by what the columns hold. What may
/// mean two things is asked for: the file is refused with what to state in a mapping.
/// </summary>
internal sealed class Recognizer
{
    private const int FewestWide = 2;

    private readonly Table _table;
    private readonly Mapping _mapping;
    private readonly Question _question;
    private readonly Header _header;
    private readonly HashSet<int> _used = [];

    private Recognizer(Table table, Header header, Mapping mapping, Question question) =>
        (_table, _header, _mapping, _question) = (table, header, mapping, question);

    /// <summary>How the table is laid out; null where it is none of the layouts known.</summary>
    /// <exception cref="RejectedFileException">Something is unclear, or the mapping does not fit.</exception>
    public static Plan? Recognize(Table table, Mapping mapping, string file)
    {
        var question = new Question(file, table, mapping);
        var header = Header.Find(table, mapping.SkipRows);
        return header is null || header.Rows.Count == 0
            ? null
            : new Recognizer(table, header, mapping, question with { Line = header.Line }).Recognize();
    }

    private Plan? Recognize()
    {
        var plan = new Plan(_header)
        {
            PlaceName = _mapping.PlaceName,
            FixedYear = _mapping.FixedYear,
            DateOrder = _mapping.DateOrder,
            ColumnsAre = _mapping.ColumnsAre,
            Place = Stated(_mapping.Place, "place"),
            Parent = Stated(_mapping.Parent, "parent"),
            Period = Stated(_mapping.Period, "period"),
            Year = Stated(_mapping.Year, "year"),
            Parasite = Stated(_mapping.Parasite, "parasite"),
            Element = Stated(_mapping.Element, "element"),
            Value = Stated(_mapping.Value, "value"),
            Part = Stated(_mapping.Week ?? _mapping.Month, _mapping.Week is null ? "month" : "week"),
            PartIsWeek = _mapping.Week is not null,
            Simulated = Exact(ChapColumns.Simulated),
        };
        foreach (var ignored in _mapping.Ignore)
        {
            _used.Add(Stated(ignored, "ignore"));
        }

        _used.Add(plan.Simulated);
        plan = WithElement(WithParasite(plan));
        var wide = WideOf(plan);
        if (wide.Length > 0)
        {
            plan = plan with { ColumnsAre = WideColumns.Periods, Wide = wide };
            plan = WithPlaces(WithYear(plan));
        }
        else
        {
            var periods = new PeriodColumns(_header, _used, _question);
            if (periods.Find(plan) is not { } found)
            {
                return null;
            }

            plan = WithPlaces(found);
        }

        if (plan.Place < 0 && plan.PlaceName is null && plan.ColumnsAre != WideColumns.Places)
        {
            return plan.Wide.Count > 0 || Rest().Length == 0 ? null : throw PlacesUnclear();
        }

        if (LacksOnlyCases(plan))
        {
            return null;
        }

        plan = WithValues(plan);
        return plan with
        {
            Left =
            [
                .. Columns()
                    .Where(column =>
                        !_used.Contains(column) && _header.Names[column].Length > 0 && plan.Values.All(value => value.Column != column)
                    ),
            ],
            Layout = Words(plan),
        };
    }

    private Plan WithParasite(Plan plan)
    {
        var column = plan.Parasite >= 0 ? plan.Parasite : Free(Names.IsParasite);
        if (column < 0)
        {
            return plan;
        }

        string[] texts = Texts(column);
        var meant = texts.ToDictionary(text => text, text => StatedVariable(text) ?? Names.Parasite(text), StringComparer.Ordinal);
        if (meant.FirstOrDefault(pair => pair.Value is null).Key is { } unknown)
        {
            throw _question.Ask(
                $"'{FileProblem.Shown(unknown)}' in column {_header.Name(column)} is no parasite that is known: {Warnings.Some(texts)}.",
                $"variables: {{\"{FileProblem.Shown(unknown)}\": {Variables.VivaxCases}}}, or {Variables.FalciparumCases}, "
                    + $"or {Plan.Ignored}",
                column
            );
        }

        _used.Add(column);
        var value = plan.Value >= 0 || WideOf(plan).Length > 0 ? plan.Value : ValueBeside(column);
        _used.Add(value);
        return plan with
        {
            Parasite = column,
            Value = value,
            VariableOf = meant.ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal),
        };
    }

    /// <summary>The one column of counts beside a column of parasites.</summary>
    private int ValueBeside(int column)
    {
        var names = Columns().Where(other => !_used.Contains(other) && other != column && _header.Names[other].Length > 0).ToArray();
        var cases = names.Where(other => _header.Names[other].Equals(Variables.Cases, StringComparison.OrdinalIgnoreCase)).ToArray();
        cases =
            cases.Length > 0
                ? cases
                :
                [
                    .. names.Where(other =>
                        Names.MeansCases(_header.Names[other]) > 0 || StatedVariable(_header.Name(other)) == Variables.Cases
                    ),
                ];
        cases = cases.Length > 0 ? cases : [.. names.Where(other => Names.IsValue(_header.Names[other]))];
        return cases is [var one]
            ? one
            : throw _question.Ask(
                $"it is unclear which column holds the cases of each {_header.Name(column)}: {Some(cases.Length > 0 ? cases : names)}.",
                "value: COLUMN",
                column
            );
    }

    private Plan WithElement(Plan plan)
    {
        var element = plan.Element >= 0 ? plan.Element : Free(name => Names.IsElement(name) && !Names.IsLabel(name));
        element = element >= 0 ? element : Free(Names.IsElement);
        var value = plan.Value >= 0 ? plan.Value : Free(Names.IsValue);
        if (element < 0 || plan.Parasite >= 0 || (value < 0 && WideOf(plan).Length == 0))
        {
            return plan;
        }

        _used.UnionWith([element, value]);
        string[] texts = Texts(element);
        return plan with
        {
            Element = element,
            Value = value,
            VariableOf = new ValueNames(_mapping, _question with { Column = element }).Of(texts, "data element"),
        };
    }

    private WideColumn[] WideOf(Plan plan) => new PeriodsAsColumns(_table, _header, _used, _mapping, _question).Find(plan);

    private Plan WithYear(Plan plan)
    {
        _used.UnionWith(plan.Wide.Select(wide => wide.Column));
        if (plan.Wide.All(wide => wide.Period is not null))
        {
            return plan;
        }

        var year = plan.Year >= 0 || plan.FixedYear is not null ? plan.Year : Free(Names.IsYear);
        if (year < 0 && plan.FixedYear is null && _table.Sheet is { } sheet && WideHeader.IsYear(sheet.Trim()))
        {
            return plan with { FixedYear = int.Parse(sheet.Trim(), CultureInfo.InvariantCulture) };
        }

        if (year < 0 && plan.FixedYear is null)
        {
            throw _question.Ask(
                $"{plan.Wide.Count} columns are months or weeks ({Some([.. plan.Wide.Select(wide => wide.Column)])}) without a year.",
                "year: 2023",
                plan.Wide[0].Column
            );
        }

        _used.Add(year);
        return plan with { Year = year };
    }

    private Plan WithPlaces(Plan plan)
    {
        if (plan.PlaceName is not null || plan.ColumnsAre == WideColumns.Places)
        {
            return plan.ColumnsAre == WideColumns.Places ? PlacesAsColumns(plan) : plan;
        }

        var places = new PlaceColumns(_header, _used, _question);
        var (place, parent) = places.Find(plan.Place, plan.Parent);
        if (place >= 0)
        {
            _used.UnionWith([place, parent]);
            return plan with { Place = place, Parent = parent };
        }

        if (plan.Wide.Count > 0)
        {
            // The first column of texts names the rows.
            var first = Columns()
                .FirstOrDefault(column => !_used.Contains(column) && Texts(column).Any(text => !NumberCell.TryRead(text, out _)), -1);
            _used.Add(first);
            return first < 0
                ? throw _question.Ask(
                    "no column names the places.",
                    "place: COLUMN, or place_name: NAME where the table is of one place",
                    -1
                )
                : plan with
                {
                    Place = first,
                };
        }

        var rest = Rest();
        return
            rest.Length >= FewestWide
            && !plan.Gathers
            && rest.All(column => Names.IsFacility(_header.Names[column]) || Names.IsTotal(_header.Names[column]))
            ? PlacesAsColumns(plan)
            : plan;
    }

    private Plan PlacesAsColumns(Plan plan)
    {
        var columns = Rest();
        _used.UnionWith(columns);
        new PeriodsAsColumns(_table, _header, _used, _mapping, _question).RequireCases();
        return plan with
        {
            ColumnsAre = WideColumns.Places,
            Wide =
            [
                .. columns.Select(column => new WideColumn(column, null, null, _header.Names[column], _mapping.Cells ?? Variables.Cases)),
            ],
        };
    }

    private RejectedFileException PlacesUnclear()
    {
        var rest = Rest();
        return _question.Ask(
            $"no column names the places. The columns {Some(rest)} may be places, or values of one place.",
            "columns_are: places, or place_name: NAME where the table is of one place, or place: COLUMN",
            rest[0]
        );
    }

    /// <summary>A table in the convention without a column that may hold cases: its reader says which column is probably meant.</summary>
    private bool LacksOnlyCases(Plan plan) =>
        plan.Wide.Count == 0
        && !plan.Gathers
        && _mapping == Mapping.Empty
        && Exact(ChapColumns.Period) == plan.Period
        && Exact(ChapColumns.Location) == plan.Place
        && Columns().All(column => Names.MeansCases(_header.Names[column]) == 0)
        && Variables.Species.Except(SpeciesColumns.Canonical(_header.Names, new Warnings()), StringComparer.Ordinal).Any();

    private Plan WithValues(Plan plan)
    {
        int[] rest =
        [
            .. Columns()
                .Where(column => !_used.Contains(column) && _header.Names[column].Length > 0 && !Names.IsLabel(_header.Names[column])),
        ];
        if (plan.Wide.Count > 0 || plan.Gathers)
        {
            // Beside the cells only what is known is read, such as the population of a row's place.
            rest =
            [
                .. rest.Where(column =>
                    StatedVariable(_header.Name(column)) is not null
                    || Names.Variable(_header.Names[column]) is not null and not Variables.Cases
                ),
            ];
        }

        if (rest.Length == 0)
        {
            return plan;
        }

        var variables = new ValueNames(_mapping, _question).Of(
            [.. rest.Select(_header.Name)],
            "column",
            needsCases: plan.Wide.Count == 0 && !plan.Gathers
        );
        (int Column, string Variable)[] values =
        [
            .. rest.Select(column => (column, variables[_header.Name(column)])).Where(value => value.Item2 != Plan.Ignored),
        ];
        var twice = values.GroupBy(value => value.Variable, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? plan with
            {
                Values = values,
            }
            : throw _question.Ask(
                $"{Some([.. twice.Select(value => value.Column)])} both mean {twice.Key}.",
                $"variables: {{\"{_header.Name(twice.First().Column)}\": {twice.Key}, "
                    + $"\"{_header.Name(twice.Last().Column)}\": {Plan.Ignored}}}",
                twice.Last().Column
            );
    }

    private string Words(Plan plan) =>
        (
            plan.ColumnsAre == WideColumns.Places ? "places as columns"
            : plan.ColumnsAre == WideColumns.Periods ? "periods as columns"
            : plan.Part >= 0 ? $"one line for each place and period, the period in two columns"
            : "one line for each place and period"
        )
        + (
            plan.Parasite >= 0 ? ", one line for each parasite"
            : plan.Element >= 0 ? ", one line for each data element"
            : ""
        )
        + (_header.InTwoRows ? ", names in two rows" : "");

    private string? StatedVariable(string name) =>
        _mapping.Variables?.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private int Stated(string? name, string key)
    {
        if (name is null)
        {
            return -1;
        }

        var column = _header.Find(name);
        if (column < 0)
        {
            throw _question.Wrong(
                key,
                column == -2
                    ? $"there are several columns '{FileProblem.Shown(name)}'."
                    : $"there is no column '{FileProblem.Shown(name)}'.",
                $"Name one of {Some([.. Columns()])}; a column without a name, or of a name that is there twice, as \"column C\"."
            );
        }

        _used.Add(column);
        return column;
    }

    /// <summary>The columns that nothing uses, have a name and hold nothing but numbers.</summary>
    private int[] Rest() =>
        [
            .. Columns()
                .Where(column => !_used.Contains(column) && _header.Names[column].Length > 0 && !Names.IsLabel(_header.Names[column])),
        ];

    private int Exact(string name) => Array.FindIndex(_header.Names, given => given.Equals(name, StringComparison.OrdinalIgnoreCase));

    private int Free(Func<string, bool> means) =>
        Columns().FirstOrDefault(column => !_used.Contains(column) && means(_header.Names[column]), -1);

    private string[] Texts(int column) =>
        [.. _header.Rows.Select(row => row[column]).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

    private IEnumerable<int> Columns() => Enumerable.Range(0, _header.Names.Length);

    private string Some(int[] columns) => Warnings.Some([.. columns.Select(column => FileProblem.Shown(_header.Name(column)))], 6);
}
