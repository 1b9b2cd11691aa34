using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>
/// What is asked: how the forecasts would change had the weather of the last three months been other than it was, or if that of the months
/// to come were known.
/// </summary>
/// <param name="Location">One location; all where it is absent.</param>
/// <param name="Overrides">Per variable, how its values of the last three months are changed.</param>
/// <param name="Given">Per variable, values of single periods, observed or to come; after <paramref name="Overrides"/>.</param>
/// <param name="GivenByLocation">The same for each location by itself, such as a seasonal weather forecast; after
/// <paramref name="Given"/>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScenarioRequest(
    [property: Description("One location; all where it is absent.")] string? Location = null,
    [property: Description("Per variable (rainfall, mean_temperature), how its values of the last three months are changed.")]
        IReadOnlyDictionary<string, WeatherChange>? Overrides = null,
    [property: Description(
        "Per variable, values of single periods (such as 2023-12): of the last three months in place of those observed, or of periods "
            + "after the origin up to the last that is forecast."
    )]
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? Given = null,
    [property: Description("Per location and variable, values of single periods, such as a seasonal weather forecast.")]
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>>? GivenByLocation = null
);

/// <summary>A change of observed values: one of the two.</summary>
/// <param name="Percent">20 makes 100 mm of rain 120 mm; for rainfall.</param>
/// <param name="Add">In the variable's unit: mm per period, °C.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeatherChange(
    [property: Description("20 makes 100 mm of rain 120 mm; rainfall only.")] double? Percent = null,
    [property: Description("In the variable's unit: mm per period, °C.")] double? Add = null
);
