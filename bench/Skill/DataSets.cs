using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Skill;

/// <summary>The four monthly benchmark sets, with rain and temperature. Files are plain: no quotes, no blanks, a header.</summary>
internal static class DataSets
{
    /// <summary>In the order of the peers' table.</summary>
    public static readonly string[] Names = ["uganda", "madagascar", "vietnam-dengue", "brazil-dengue"];

    public static IReadOnlyList<(string Name, Panel Panel)> Read(string folder) =>
        [.. Names.Select(name => (name, Cut(name, Read(Path.Combine(folder, name, "observations.csv"), [Variables.Rainfall, Variables.MeanTemperature]))))];

    /// <summary>The peers were scored on Madagascar to 2023-09, up to which its weather goes.</summary>
    private static Panel Cut(string name, Panel panel) => name == "madagascar" ? panel.UpTo(Period.Month(2023, 9)) : panel;

    private static Panel Read(string file, string[] covariates)
    {
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
        var (period, location) = (Column("time_period"), Column("location"));
        var builder = new PanelBuilder();
        foreach (var fields in lines.Skip(1))
        {
            if (!PeriodParser.TryParse(fields[period], out var found, out var reason))
            {
                throw new InvalidDataException($"{file}: {reason}");
            }

            foreach (var variable in covariates.Append(Variables.Cases))
            {
                var text = fields[Column(variable)];
                builder.Add(fields[location], found, variable, text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture));
            }
        }

        return builder.Build();

        int Column(string name) => Array.IndexOf(lines[0], name);
    }
}
