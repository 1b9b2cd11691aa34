using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Observations;

/// <summary>One reported value.</summary>
public readonly record struct ObservationRow(string Location, string Period, string Variable, double Value);

/// <summary>The reported values of a part of a panel, one at a time; what is missing has no row.</summary>
internal static class ObservationRows
{
    public static IEnumerable<ObservationRow> Of(Panel panel, ObservationQuery query)
    {
        var names = Enumerable.Range(0, panel.Count).Select(index => panel.First.Plus(index).ToString()).ToArray();
        foreach (var location in query.Locations)
        {
            foreach (var variable in query.Variables)
            {
                for (var period = query.From; period <= query.To; period++)
                {
                    var value = panel.Series(location, variable)[period];
                    if (!double.IsNaN(value))
                    {
                        yield return new ObservationRow(panel.Locations[location], names[period], variable, value);
                    }
                }
            }
        }
    }
}
