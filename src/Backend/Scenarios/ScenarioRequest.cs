using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>What is asked: how the forecasts would change had the weather of the last three months been other than it was.</summary>
/// <param name="Location">One location; all where it is absent.</param>
/// <param name="Overrides">Per variable, how its values of those months are changed.</param>
/// <param name="Given">Per variable, values of single periods in place of the observed ones; after <paramref name="Overrides"/>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScenarioRequest(
    [property: Description("One location; all where it is absent.")] string? Location = null,
    [property: Description("Per variable (rainfall, mean_temperature), how its values of the last three months are changed.")]
    IReadOnlyDictionary<string, WeatherChange>? Overrides = null,
    [property: Description("Per variable, values of single periods (such as 2023-12) within the last three months, in place of those observed.")]
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? Given = null);

/// <summary>A change of observed values: one of the two.</summary>
/// <param name="Percent">20 makes 100 mm of rain 120 mm; for rainfall.</param>
/// <param name="Add">In the variable's unit: mm per period, °C.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeatherChange(
    [property: Description("20 makes 100 mm of rain 120 mm; rainfall only.")] double? Percent = null,
    [property: Description("In the variable's unit: mm per period, °C.")] double? Add = null);
