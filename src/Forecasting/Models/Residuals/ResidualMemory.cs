namespace MalariaPredictor.Forecasting.Models.Residuals;

/// <summary>How far back a model looks for the errors from which it takes its spread.</summary>
public enum ResidualMemory
{
    /// <summary>
    /// The last three years: volatility changes, and a spread learned from an unruly past is too wide for a calm present (and the
    /// reverse). The default. Two to four years score alike on the benchmark sets (within 2 % of log-WIS); all errors make the 80 %
    /// interval of the Vietnamese set cover 95 %.
    /// </summary>
    ThreeYears,

    /// <summary>Every error ever made: the yardstick to which published comparisons refer.</summary>
    Everything,
}
