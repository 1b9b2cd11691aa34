using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>
/// Data sets in the CHAP convention, with rain and temperature where they are given. Files are plain: no quotes, no blanks, a header.
/// </summary>
internal static class DataSets
{
    /// <summary>The four monthly benchmark sets, in the order of the peers' table.</summary>
    public static readonly string[] Names = ["uganda", "madagascar", "vietnam-dengue", "brazil-dengue"];

    private static readonly string[] Wanted = [Variables.Cases, Variables.Rainfall, Variables.MeanTemperature];

    public static IReadOnlyList<(string Name, Panel Panel)> Read(string folder) => [.. Names.Select(name => (name, ReadOne(folder, name)))];

    /// <summary>Every folder in it that holds an <c>observations.csv</c>, by name: sets that nobody has tuned on.</summary>
    public static IReadOnlyList<(string Name, Panel Panel)> ReadAll(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Where(set => File.Exists(FileOf(set)))
                .Order(StringComparer.Ordinal)
                .Select(set => (Path.GetFileName(set), ReadFile(FileOf(set)))),
        ];

    /// <summary>One of the benchmark sets.</summary>
    public static Panel ReadOne(string folder, string name) => Cut(name, ReadFile(FileOf(Path.Combine(folder, name))));

    private static string FileOf(string set) => Path.Combine(set, "observations.csv");

    /// <summary>The peers were scored on Madagascar to 2023-09, up to which its weather goes.</summary>
    private static Panel Cut(string name, Panel panel) => name == "madagascar" ? panel.UpTo(Period.Month(2023, 9)) : panel;

    private static Panel ReadFile(string file)
    {
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
        var (period, location) = (Column("time_period"), Column("location"));
        (string Variable, int Column)[] variables =
        [
            .. Wanted.Select(variable => (variable, Column(variable))).Where(found => found.Item2 >= 0),
        ];
        var builder = new PanelBuilder();
        foreach (var fields in lines.Skip(1))
        {
            if (!PeriodParser.TryParse(fields[period], out var found, out var reason))
            {
                throw new InvalidDataException($"{file}: {reason}");
            }

            if (Column(Variables.Cases) < 0)
            {
                builder.Add(fields[location], found, Variables.Cases, Sum(fields));
            }

            foreach (var (variable, column) in variables)
            {
                var text = fields[column];
                builder.Add(
                    fields[location],
                    found,
                    variable,
                    text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture)
                );
            }
        }

        return builder.Build();

        // Where only the two species are given, their sum is what is forecast.
        double Sum(string[] fields) =>
            Variables
                .Species.Select(name => fields[Column(name)])
                .Sum(text => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture));

        int Column(string name) => Array.IndexOf(lines[0], name);
    }
}
