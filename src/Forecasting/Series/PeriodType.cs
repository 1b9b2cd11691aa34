namespace MalariaPredictor.Forecasting.Series;

/// <summary>The length of the periods of a series.</summary>
public enum PeriodType
{
    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>ISO 8601 weeks: they begin on Monday, and week 1 holds 4 January; some years have a week 53.</summary>
    Week,
}
