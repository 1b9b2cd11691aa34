using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>A period as two integers: its type (0 month, 1 ISO week) and its ordinal.</summary>
public static class StoredPeriod
{
    public static Period From(PeriodType type, int ordinal)
    {
        var earliest = Period.Containing(type, DateOnly.MinValue);
        return earliest.Plus(ordinal - earliest.Ordinal);
    }

    /// <summary>"months" or "weeks", for messages.</summary>
    public static string Plural(this PeriodType type) => type == PeriodType.Month ? "months" : "weeks";
}
