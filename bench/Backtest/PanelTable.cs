using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backtest;

/// <summary>How long a large panel takes to build cell by cell.</summary>
internal static class PanelTable
{
    public static void Print()
    {
        string[] locations = [.. Enumerable.Range(0, 5000).Select(i => $"{i:00000}")];
        Period[] periods = [.. Enumerable.Range(0, 600).Select(Period.Month(1975, 1).Plus)];
        var build = Measured.Of(() =>
        {
            var builder = new PanelBuilder();
            foreach (var location in locations)
            {
                foreach (var period in periods)
                {
                    builder
                        .Add(location, period, Variables.Cases, 1)
                        .Add(location, period, Variables.Rainfall, 2)
                        .Add(location, period, Variables.MeanTemperature, 3);
                }
            }

            builder.Build();
        });
        Console.WriteLine(
            $"Panel of 5,000 locations × 600 months × 3 variables, cell by cell: {build.Milliseconds:0} ms, {build.AllocatedMegabytes:0} "
                + "MB allocated."
        );
    }
}
