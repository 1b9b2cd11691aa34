using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>
/// The cases of the benchmark data sets, with rain and temperature if asked for, from the folder that BENCHMARK_DATA names; tests that need
/// them are skipped where it is not set.
/// The files are plain: no quotes, no blanks, a header.
/// </summary>
internal static class BenchmarkData
{
    public static Panel Read(string set, bool withWeather = false)
    {
        var folder = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "BENCHMARK_DATA is not set: name the folder that holds the benchmark data sets.");
        string[][] lines = [.. File.ReadLines(Path.Combine(folder!, set, "observations.csv")).Select(line => line.Split(','))];
        var header = lines[0];
        var (period, location) = (Column("time_period"), Column("location"));
        string[] variables = withWeather ? [Variables.Cases, Variables.Rainfall, Variables.MeanTemperature] : [Variables.Cases];
        var builder = new PanelBuilder();
        foreach (var fields in lines.Skip(1))
        {
            PeriodParser.TryParse(fields[period], out var found, out var reason).ShouldBeTrue(reason);
            foreach (var variable in variables)
            {
                var text = fields[Column(variable)];
                builder.Add(
                    fields[location],
                    found,
                    variable,
                    text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture)
                );
            }
        }

        return builder.Build();

        int Column(string name) => Array.IndexOf(header, name);
    }
}
