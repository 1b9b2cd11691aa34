using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Quality;

/// <summary>Something in the stored data that a person should check. A flag changes nothing.</summary>
/// <param name="Location">The place; null where it is of all places together.</param>
/// <param name="Variable">Such as <c>disease_cases</c>.</param>
/// <param name="Kind">One of <see cref="FlagKind"/>.</param>
/// <param name="From">The first period it is of.</param>
/// <param name="To">The last one.</param>
/// <param name="Value">The value, in the variable's unit; null where it is of more than one.</param>
/// <param name="Detail">What was found, and what it may be.</param>
public sealed record QualityFlag(string? Location, string Variable, string Kind, Period From, Period To, double? Value, string Detail)
{
    /// <summary>The file or service that the value came from; null where it is of a value that is missing, or of several.</summary>
    public string? Source { get; init; }
}

/// <summary>What flags are of.</summary>
public static class FlagKind
{
    /// <summary>Values of another unit than the variable's, such as kelvin.</summary>
    public const string Unit = "unit";

    /// <summary>A value that the variable cannot have.</summary>
    public const string Range = "range";

    /// <summary>Periods without a value between periods that have one.</summary>
    public const string Gap = "gap";

    /// <summary>A count far from what the place reported in the same season of the years before.</summary>
    public const string Outlier = "outlier";

    /// <summary>The same count again and again.</summary>
    public const string Repeated = "repeated";

    /// <summary>No report for months, while others report.</summary>
    public const string Stopped = "stopped";

    /// <summary>Reports are missing from the counts: the reporting rate is low.</summary>
    public const string ReportingRate = "reporting-rate";

    /// <summary>All of them, the gravest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Unit, Range, Stopped, Outlier, ReportingRate, Repeated, Gap];
}
