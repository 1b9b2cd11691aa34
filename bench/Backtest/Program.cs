using MalariaPredictor.Backtest;

Warmth.Reach();
if (Environment.GetEnvironmentVariable("BENCHMARK_DATA") is { Length: > 0 } folder)
{
    DataSetTable.Print(folder);
}
else
{
    Console.WriteLine("BENCHMARK_DATA is not set: the table of data sets is left out.\n");
}

ScalingTable.Print();
PanelTable.Print();
