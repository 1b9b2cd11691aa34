using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Tests.Support;

/// <summary>
/// The cases of the benchmark data sets, from the folder that BENCHMARK_DATA names; tests that need them are skipped where it is not set.
/// The files are plain: no quotes, no blanks, a header.
/// </summary>
internal static class BenchmarkData
{
    public static Panel Read(string set)
    {
        var folder = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "BENCHMARK_DATA is not set: name the folder that holds the benchmark data sets.");
        string[][] lines = [.. File.ReadLines(Path.Combine(folder!, set, "observations.csv")).Select(line => line.Split(','))];
        var header = lines[0];
        var (period, location, cases) = (Column("time_period"), Column("location"), Column(Variables.Cases));
        var builder = new PanelBuilder();
        foreach (var fields in lines.Skip(1))
        {
            PeriodParser.TryParse(fields[period], out var found, out var reason).ShouldBeTrue(reason);
            var value = fields[cases].Length == 0 ? double.NaN : double.Parse(fields[cases], CultureInfo.InvariantCulture);
            builder.Add(fields[location], found, Variables.Cases, value);
        }

        return builder.Build();

        int Column(string name) => Array.IndexOf(header, name);
    }
}
