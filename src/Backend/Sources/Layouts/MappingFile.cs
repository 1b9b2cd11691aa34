using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Sources.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>
/// Reads and writes a mapping as YAML, of which JSON is a part. Unknown keys and bad values are refused with line and key.
/// </summary>
internal static class MappingFile
{
    private const string Keys =
        "sheet, skip_rows, place, place_name, parent, period, year, month, week, date_order, parasite, element, value, columns_are, cells, "
        + "variables, ignore";

    private const long Largest = 1 << 20;

    /// <exception cref="RejectedFileException">The file cannot be read, or says something that is no mapping.</exception>
    public static async Task<Mapping> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var content = await FileContent.ReadAsync(path, cancellationToken);
        return content.Bytes.Length > Largest
            ? throw ProblemList.Only(name, "it is too large for a mapping.", "Name the file that says which column is what.")
            : Read(Encoding.UTF8.GetString(content.Bytes), name);
    }

    public static Mapping Read(string text, string name)
    {
        try
        {
            RefuseAliases(text, name);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root
                ? new Reading(root, name).Mapping()
                : throw ProblemList.Only(name, "it holds no keys.", $"Write one key in a line, such as `place: District`: {Keys}.");
        }
        catch (YamlException malformed)
        {
            throw ProblemList.Only(
                name,
                $"this is not YAML: {malformed.Message.ReplaceLineEndings(" ")}",
                "Correct that line.",
                malformed.Start.Line
            );
        }
    }

    public static string Text(DateOrder order) => order == DateOrder.DayMonthYear ? "day-month-year" : "month-day-year";

    /// <summary>The mapping as a file that reads the same.</summary>
    public static string Write(Mapping mapping)
    {
        var text = new StringBuilder();
        text.Append("# Which column of the file is what. Use it with: malaria-predictor import FILE --mapping THIS_FILE\n");
        List("sheet", mapping.Sheets);
        Line("skip_rows", mapping.SkipRows?.ToString(CultureInfo.InvariantCulture));
        Line("place", Quoted(mapping.Place));
        Line("place_name", Quoted(mapping.PlaceName));
        Line("parent", Quoted(mapping.Parent));
        Line("period", Quoted(mapping.Period));
        Line("year", mapping.FixedYear?.ToString(CultureInfo.InvariantCulture) ?? Quoted(mapping.Year));
        Line("month", Quoted(mapping.Month));
        Line("week", Quoted(mapping.Week));
        Line("date_order", mapping.DateOrder is { } order ? Text(order) : null);
        Line("parasite", Quoted(mapping.Parasite));
        Line("element", Quoted(mapping.Element));
        Line("value", Quoted(mapping.Value));
        Line("columns_are", mapping.ColumnsAre?.ToString().ToLowerInvariant());
        Line("cells", Quoted(mapping.Cells));
        if (mapping.Variables is { Count: > 0 } variables)
        {
            text.Append("variables:\n");
            foreach (var (column, variable) in variables)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {Quoted(column)}: {Quoted(variable)}\n");
            }
        }

        List("ignore", mapping.Ignore);
        return text.ToString();

        void Line(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
            }
        }

        void List(string key, IReadOnlyList<string> values) =>
            Line(key, values.Count == 0 ? null : $"[{string.Join(", ", values.Select(Quoted))}]");
    }

    private static string? Quoted(string? text) =>
        text is null ? null : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A mapping needs no references between its parts; nested ones grow beyond all memory.</summary>
    private static void RefuseAliases(string text, string name)
    {
        var events = new Parser(new StringReader(text));
        while (events.MoveNext())
        {
            if (events.Current is AnchorAlias)
            {
                throw ProblemList.Only(name, "a mapping holds no references (*).", "Write the value itself.", events.Current.Start.Line);
            }
        }
    }

    private sealed class Reading(YamlMappingNode root, string name)
    {
        private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

        public Mapping Mapping()
        {
            var mapping = new Mapping { File = name, Lines = _lines };
            foreach (var (keyNode, value) in root.Children)
            {
                var key = (keyNode as YamlScalarNode)?.Value ?? "";
                _lines[key] = keyNode.Start.Line;
                mapping = key switch
                {
                    "sheet" => mapping with { Sheets = List(key, value) },
                    "skip_rows" => mapping with { SkipRows = Number(key, value, 0, 1000) },
                    "place" => mapping with { Place = One(key, value) },
                    "place_name" => mapping with { PlaceName = One(key, value) },
                    "parent" => mapping with { Parent = One(key, value) },
                    "period" => mapping with { Period = One(key, value) },
                    "year" when IsYear(value) => mapping with { FixedYear = Number(key, value, 1900, 2100) },
                    "year" => mapping with { Year = One(key, value) },
                    "month" => mapping with { Month = One(key, value) },
                    "week" => mapping with { Week = One(key, value) },
                    "date_order" => mapping with { DateOrder = Order(value) },
                    "parasite" => mapping with { Parasite = One(key, value) },
                    "element" => mapping with { Element = One(key, value) },
                    "value" => mapping with { Value = One(key, value) },
                    "columns_are" => mapping with { ColumnsAre = Wide(value) },
                    "cells" => mapping with { Cells = One(key, value) },
                    "variables" => mapping with { Variables = Pairs(key, value) },
                    "ignore" => mapping with { Ignore = List(key, value) },
                    _ => throw Bad(
                        keyNode,
                        key,
                        "there is no such key.",
                        NearNames.Nearest(key, Keys.Split(", ")) is { } near
                            ? $"Is '{near}' meant? The keys are {Keys}."
                            : $"The keys are {Keys}."
                    ),
                };
            }

            return mapping;
        }

        private static bool IsYear(YamlNode value) =>
            value is YamlScalarNode { Style: ScalarStyle.Plain, Value: { Length: 4 } digits } && digits.All(char.IsAsciiDigit);

        private string One(string key, YamlNode value) =>
            value is YamlScalarNode { Value: { Length: > 0 } text }
                ? text.Trim()
                : throw Bad(value, key, "one name is needed.", "Write it behind the colon.");

        private string[] List(string key, YamlNode value) =>
            value is YamlSequenceNode list ? [.. list.Children.Select(child => One(key, child))] : [One(key, value)];

        private int Number(string key, YamlNode value, int least, int most) =>
            int.TryParse(One(key, value), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw Bad(value, key, $"a whole number from {least} to {most} is needed.", "Correct it.");

        private DateOrder Order(YamlNode value) =>
            One("date_order", value) switch
            {
                "day-month-year" or "dmy" => DateOrder.DayMonthYear,
                "month-day-year" or "mdy" => DateOrder.MonthDayYear,
                _ => throw Bad(value, "date_order", "this is no order of days.", "Write day-month-year or month-day-year."),
            };

        private WideColumns Wide(YamlNode value) =>
            One("columns_are", value) switch
            {
                "periods" or "months" or "weeks" => WideColumns.Periods,
                "places" => WideColumns.Places,
                _ => throw Bad(
                    value,
                    "columns_are",
                    "columns are periods or places.",
                    "Write columns_are: periods or columns_are: places."
                ),
            };

        private Dictionary<string, string> Pairs(string key, YamlNode value) =>
            value is YamlMappingNode pairs
                ? pairs.Children.ToDictionary(pair => One(key, pair.Key), pair => One(key, pair.Value), StringComparer.Ordinal)
                : throw Bad(
                    value,
                    key,
                    "pairs are needed.",
                    "Write a line such as `  cases: disease_cases` below it: the column, and what it holds."
                );

        private RejectedFileException Bad(YamlNode at, string key, string what, string remedy) =>
            new(
                name,
                [
                    new FileProblem(
                        name,
                        at.Start.Line,
                        $"key {FileProblem.Shown(key)}",
                        FileProblem.Shown((at as YamlScalarNode)?.Value ?? ""),
                        what,
                        remedy
                    ),
                ],
                1
            );
    }
}
