using System.Globalization;
using System.Text;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Import;

/// <summary>Weekly observations of many locations, the same on every run: four values a row, as a CHAP file has them.</summary>
internal static class SyntheticWeeks
{
    public static readonly string[] Variables = ["disease_cases", "population", "rainfall", "mean_temperature"];

    public static Period First { get; } = Period.Week(2005, 1);

    public static double Value(int location, int week, int variable) =>
        variable switch
        {
            0 => (location * 31 + week * 17) % 997,
            1 => 100_000 + (location * 137),
            2 => (((location * 13) + (week * 29)) % 2500) / 10d,
            _ => 18 + ((((location * 7) + week) % 120) / 10d),
        };

    public static void Write(string path, int locations, int weeks)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.WriteLine("time_period,location," + string.Join(',', Variables));
        for (var location = 0; location < locations; location++)
        {
            for (var week = 0; week < weeks; week++)
            {
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{First.Plus(week)},District {location:0000}"));
                for (var variable = 0; variable < Variables.Length; variable++)
                {
                    file.Write(string.Create(CultureInfo.InvariantCulture, $",{Value(location, week, variable)}"));
                }

                file.Write('\n');
            }
        }
    }
}
