using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap;

/// <summary>A CHAP file as the panel that models see.</summary>
internal static class ChapPanel
{
    public static Panel Of(ChapFile file)
    {
        var batch = file.Observations;
        var builder = new PanelBuilder();
        for (var variable = 0; variable < batch.Variables.Count; variable++)
        {
            var values = batch.Values[variable];
            for (var row = 0; row < batch.Rows; row++)
            {
                builder.Add(
                    batch.Locations[batch.LocationOf[row]],
                    StoredPeriod.From(batch.PeriodType, batch.OrdinalOf[row]),
                    batch.Variables[variable],
                    values[row]
                );
            }
        }

        return builder.Build();
    }
}
