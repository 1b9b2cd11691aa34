using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Forecasting.Models.Cleaning;

/// <summary>A reported value that the models do not take as it is. Stored data and scores keep the report.</summary>
/// <param name="Location">Index of the location in the panel.</param>
/// <param name="Period">When.</param>
/// <param name="Reported">The cases reported.</param>
/// <param name="Taken">The cases taken instead.</param>
/// <param name="Reason">Why.</param>
public sealed record CleanedValue(int Location, Period Period, double Reported, double Taken, CleaningReason Reason);

/// <summary>Why a reported value is not taken as it is.</summary>
public enum CleaningReason
{
    /// <summary>It lies far outside the range of the values before and after it, as a misplaced digit does.</summary>
    IsolatedSpike,

    /// <summary>It is the last one, and the step to it is far beyond any usual step of this location.</summary>
    ImplausibleLastStep,
}
